# Every header compiles alone: one generated line per header, compiled without optimisation.
#
# The target is not part of `all`, so a plain build does not pay for it; the test builds it, and ninja and ccache make the
# second time free.

file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*.hpp ${PROJECT_SOURCE_DIR}/include/*.hpp
  ${PROJECT_SOURCE_DIR}/clients/cpp/*.hpp)
set(lonely_sources "")
foreach(header IN LISTS headers)
  file(RELATIVE_PATH name ${PROJECT_SOURCE_DIR} ${header})
  string(REPLACE "/" "_" id ${name})
  set(source ${CMAKE_CURRENT_BINARY_DIR}/lonely/${id}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "#include \"@header@\"  // first and alone\n" @ONLY)
  list(APPEND lonely_sources ${source})
endforeach()

add_library(lonely_headers OBJECT EXCLUDE_FROM_ALL ${lonely_sources})
target_compile_options(lonely_headers PRIVATE -O0 -g0)
target_link_libraries(lonely_headers PRIVATE hapax_flags)
# Headers of one adapter may need its driver's include folder; the system's default folders hold all of them.
target_include_directories(lonely_headers PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/clients/cpp/include)

add_test(NAME lonely_headers_test COMMAND ${CMAKE_COMMAND} --build ${PROJECT_BINARY_DIR} --target lonely_headers)
set_tests_properties(lonely_headers_test PROPERTIES TIMEOUT 900)
