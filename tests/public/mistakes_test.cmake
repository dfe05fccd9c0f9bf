# Compiles mistakes.cpp, which must fail, and looks for every sentence that the file promises after "says:".

file(STRINGS ${SOURCE_DIR}/mistakes.cpp lines REGEX "// says: ")
set(ALL_ERRORS "")
if(COMPILER MATCHES "clang")
  set(ALL_ERRORS -ferror-limit=0)
endif()
execute_process(
  COMMAND ${COMPILER} -std=c++23 -fsyntax-only ${ALL_ERRORS} -I${ROOT_DIR}/src -I${ROOT_DIR}/include ${SOURCE_DIR}/mistakes.cpp
  RESULT_VARIABLE result ERROR_VARIABLE told OUTPUT_QUIET)
if(result EQUAL 0)
  message(FATAL_ERROR "mistakes.cpp compiled")
endif()
set(missing "")
foreach(line IN LISTS lines)
  string(REGEX REPLACE "^.*// says: " "" sentence "${line}")
  string(FIND "${told}" "${sentence}" at)
  if(at EQUAL -1)
    string(APPEND missing "\n  ${sentence}")
  endif()
endforeach()
if(missing)
  message(FATAL_ERROR "mistakes that the compiler did not tell in our words:${missing}\n${told}")
endif()
