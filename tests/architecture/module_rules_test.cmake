# Goal: hapax_module stops the configuration on a forbidden edge and on a source that nobody owns, naming the rule.
# Method: configure tiny projects that use the real cmake/hapax_module.cmake, each with one fault.


# planted(name expectation body [extra file…]): expectation is a regex of the output, or OK.
function(planted name expectation body)
  set(dir ${WORK_DIR}/${name})
  file(REMOVE_RECURSE ${dir})
  foreach(extra IN LISTS ARGN)
    file(WRITE ${dir}/${extra} "")
  endforeach()
  file(WRITE ${dir}/CMakeLists.txt "cmake_minimum_required(VERSION 3.25)\nproject(planted LANGUAGES NONE)\n"
    "add_library(hapax_flags INTERFACE)\ninclude(${HAPAX_SOURCE_DIR}/cmake/hapax_module.cmake)\n"
    "${body}\nhapax_check_ownership()\n")
  execute_process(COMMAND ${CMAKE_COMMAND} -S ${dir} -B ${dir}/build
    RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE out)
  string(REGEX REPLACE "[ \n]+" " " out "${out}")
  if(expectation STREQUAL "OK" AND status EQUAL 0)
    set(passed TRUE)
  elseif(NOT expectation STREQUAL "OK" AND NOT status EQUAL 0 AND out MATCHES "${expectation}")
    set(passed TRUE)
  else()
    set(passed FALSE)
    message(SEND_ERROR "${name}: expected '${expectation}', got status ${status} and: ${out}")
  endif()
endfunction()

set(kernel "hapax_module(NAME kernel LAYER kernel SOURCES a.hpp)\n")
set(ports "hapax_module(NAME ports LAYER ports SOURCES b.hpp DEPS kernel)\n")
set(memory "hapax_module(NAME store/memory LAYER adapter SOURCES c.hpp DEPS ports)\n")

planted(lawful_edges OK "${kernel}${ports}${memory}")
planted(kernel_looks_up "rule layers: 'kernel_b' \\(kernel\\) may not use 'ports' \\(ports\\)"
  "${kernel}${ports}hapax_module(NAME kernel_b LAYER kernel SOURCES d.hpp DEPS ports)")
planted(application_uses_adapter "rule layers: 'engine' \\(application\\) may not use 'store/memory' \\(adapter\\)"
  "${kernel}${ports}${memory}hapax_module(NAME engine LAYER application SOURCES d.hpp DEPS store/memory)")
planted(adapter_uses_adapter "rule layers: 'index/memory' \\(adapter\\) may not use 'store/memory' \\(adapter\\)"
  "${kernel}${ports}${memory}hapax_module(NAME index/memory LAYER adapter SOURCES d.hpp DEPS store/memory)")
planted(adapter_looks_up "rule layers: 'index/memory' \\(adapter\\) may not use 'engine' \\(application\\)"
  "${kernel}${ports}hapax_module(NAME engine LAYER application SOURCES d.hpp)
hapax_module(NAME index/memory LAYER adapter SOURCES e.hpp DEPS engine)")
planted(adapter_uses_its_part OK
  "${kernel}${ports}${memory}hapax_module(NAME index/run_parts LAYER adapter SOURCES e.hpp DEPS ports)
hapax_module(NAME index/run LAYER adapter SOURCES f.hpp DEPS index/run_parts)")
planted(adapter_uses_anothers_part "rule layers: 'index/other' \\(adapter\\) may not use 'index/run_parts' \\(adapter\\)"
  "${kernel}${ports}hapax_module(NAME index/run_parts LAYER adapter SOURCES e.hpp DEPS ports)
hapax_module(NAME index/other LAYER adapter SOURCES f.hpp DEPS index/run_parts)")
planted(world_uses_other_adapter "rule layers: the world may not use the real adapter 'store/memory'"
  "${kernel}${ports}${memory}hapax_module(NAME world LAYER world SOURCES d.hpp DEPS store/memory)")
planted(unknown_layer "rule layers: module 'odd' names an unknown layer 'attic'"
  "hapax_module(NAME odd LAYER attic SOURCES a.hpp)")
planted(client_uses_ports "rule layers: 'client' \\(client\\) may not use 'ports' \\(ports\\)"
  "${kernel}${ports}hapax_module(NAME client LAYER client SOURCES d.hpp DEPS ports)")
planted(undeclared_module "rule layers: 'kernel' depends on 'codec', which is not declared before it"
  "hapax_module(NAME kernel LAYER kernel SOURCES a.hpp DEPS codec)")
planted(unowned_source "rule ownership: no hapax_module owns .*/src/orphan.cpp" "${kernel}" src/orphan.cpp)
