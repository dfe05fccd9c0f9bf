# Goal: a service builds outside the tree from what `cmake --install` installs, and from nothing else.
# Method: install into an empty prefix, copy the consumer out of the tree, configure, build and run it. The core consumer
#         gets only the core component, that of the client also its own, and every third-party driver is hidden from both.

function(must)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE out)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "failed: ${ARGN}\n${out}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK_DIR})
set(prefix ${WORK_DIR}/prefix)
must(${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${prefix} --component hapax_core)
set(hidden "")
if(NOT COMPONENT STREQUAL "core")
  must(${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${prefix} --component hapax_${COMPONENT})
endif()
if(NOT COMPONENT STREQUAL "server")
  foreach(driver SQLite3 RocksDB spdlog tomlplusplus CLI11)
    list(APPEND hidden -DCMAKE_DISABLE_FIND_PACKAGE_${driver}=ON)
  endforeach()
endif()
if(COMPONENT STREQUAL "core")
  # The sources of the component need no driver either.
  must(${CMAKE_COMMAND} -S ${SOURCE_DIR} -B ${WORK_DIR}/core -G Ninja ${hidden} -DCMAKE_CXX_COMPILER=${COMPILER}
    -DCMAKE_CXX_FLAGS=-O0 -DHAPAX_BUILD_SERVER=OFF -DHAPAX_BUILD_TESTS=OFF -DHAPAX_BUILD_BENCH=OFF)
  must(${CMAKE_COMMAND} --build ${WORK_DIR}/core --target hapax_store_memory)
endif()

set(flags "")
if(SANITIZE)
  set(flags "-fsanitize=${SANITIZE}")
endif()
file(COPY ${SOURCE_DIR}/tests/package/${CONSUMER}/ DESTINATION ${WORK_DIR}/consumer)
if(CONSUMER STREQUAL "bank")
  file(COPY ${SOURCE_DIR}/examples/bank DESTINATION ${WORK_DIR}/consumer)
endif()
must(${CMAKE_COMMAND} -S ${WORK_DIR}/consumer -B ${WORK_DIR}/build -G Ninja ${hidden} -DCMAKE_PREFIX_PATH=${prefix}
  -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} -DCMAKE_CXX_FLAGS=${flags})
must(${CMAKE_COMMAND} --build ${WORK_DIR}/build)
must(${WORK_DIR}/build/consumer --help)
