# Flags that hold for every target of the tree: warnings, sanitizers, ccache and mold where present.

add_library(hapax_flags INTERFACE)
target_compile_options(hapax_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Werror -fno-omit-frame-pointer -fvisibility-inlines-hidden)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these inside its own <string> and <variant> when it inlines; clang and the sanitizers watch instead.
  target_compile_options(hapax_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized -Wno-array-bounds
    -Wno-stringop-overflow -Wno-stringop-overread)
endif()
target_include_directories(hapax_flags INTERFACE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)

if(HAPAX_CRASHPOINTS)
  target_compile_definitions(hapax_flags INTERFACE HAPAX_CRASHPOINTS)
endif()

if(HAPAX_SANITIZE)
  add_compile_options(-fsanitize=${HAPAX_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${HAPAX_SANITIZE})
endif()

find_program(HAPAX_CCACHE ccache)
if(HAPAX_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${HAPAX_CCACHE})
endif()
find_program(HAPAX_MOLD mold)
if(HAPAX_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
