# Goal: who installs the tools and nothing else can use them.
# Method: install the component into an empty prefix; there each tells of itself, and one judges what it wrote.

function(must)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE out
    WORKING_DIRECTORY ${WORK_DIR})
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "ended with ${status}: ${ARGN}\n${out}")
  endif()
  set(said "${out}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${WORK_DIR})
file(MAKE_DIRECTORY ${WORK_DIR})
set(prefix ${WORK_DIR}/prefix)
must(${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${prefix} --component hapax_tools)

file(GLOB_RECURSE installed RELATIVE ${prefix} ${prefix}/*)
list(SORT installed)
if(NOT installed STREQUAL "bin/hapax;bin/hapax-check")
  message(FATAL_ERROR "installed are: ${installed}")
endif()

must(${prefix}/bin/hapax --version)
if(NOT said MATCHES "^hapax [0-9]")
  message(FATAL_ERROR "no version: ${said}")
endif()
foreach(tool hapax hapax-check)
  must(${prefix}/bin/${tool} --help)
  if(NOT said MATCHES "Usage|OPTIONS|Options")
    message(FATAL_ERROR "no help of ${tool}: ${said}")
  endif()
endforeach()

execute_process(COMMAND ${prefix}/bin/hapax-check --generate 100 --seed 7 OUTPUT_FILE ${WORK_DIR}/history.jsonl)
must(${prefix}/bin/hapax-check history.jsonl)
if(NOT said MATCHES "no violation")
  message(FATAL_ERROR "no verdict: ${said}")
endif()
