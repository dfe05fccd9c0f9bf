# The installed package: find_package(hapax COMPONENTS core), client or server.
#
#   core    kernel, codec, the public interface and the memory store: no third-party driver, only Boost's headers and
#           JSON library and OpenSSL's digests
#   client  the retrying client of clients/cpp: core, Boost's headers and JSON library
#   server  everything else: journal, index, views, HTTP, host, and the simulated world for tests
#
# Nothing is listed here: hapax_module records each module, and its layer says which component it belongs to.
# Headers land in include/hapax-<major>/, written as in the tree ("kernel/ids.hpp", <hapax/app.hpp>), so that two major
# versions can stand side by side.

set(HAPAX_CORE_LAYERS kernel codec ports public)
set(HAPAX_CORE_ADAPTERS store/memory)
set(HAPAX_UNPACKAGED_LAYERS example tool)
set(HAPAX_HEADERS_DIR ${CMAKE_INSTALL_INCLUDEDIR}/hapax-${PROJECT_VERSION_MAJOR})
set(HAPAX_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/hapax)

function(hapax_component_of module result)
  get_property(layer GLOBAL PROPERTY HAPAX_LAYER_${module})
  if(layer IN_LIST HAPAX_UNPACKAGED_LAYERS)
    set(component "")
  elseif(layer IN_LIST HAPAX_CORE_LAYERS OR module IN_LIST HAPAX_CORE_ADAPTERS)
    set(component core)
  elseif(layer STREQUAL "client")
    set(component client)
  else()
    set(component server)
  endif()
  set(${result} ${component} PARENT_SCOPE)
endfunction()

# Installs one of our targets under the exported name hapax::<name>.
function(hapax_install_target target name component)
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(${target} INTERFACE $<INSTALL_INTERFACE:${HAPAX_HEADERS_DIR}>)
  target_compile_features(${target} INTERFACE cxx_std_23)
  install(TARGETS ${target} EXPORT hapax_${component}
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT hapax_${component})
endfunction()

# Headers of the target, each at its path below src/ or an include/. What lies elsewhere is private.
function(hapax_install_headers target component)
  get_target_property(folder ${target} SOURCE_DIR)
  get_property(headers TARGET ${target} PROPERTY HAPAX_HEADERS)
  foreach(header IN LISTS headers)
    get_filename_component(path ${header} ABSOLUTE BASE_DIR ${folder})
    string(REGEX REPLACE "^${PROJECT_SOURCE_DIR}/(src|include|clients/cpp/include)/" "" below ${path})
    if(below STREQUAL path)
      continue()
    endif()
    get_filename_component(below ${below} DIRECTORY)
    install(FILES ${path} DESTINATION ${HAPAX_HEADERS_DIR}/${below} COMPONENT hapax_${component})
  endforeach()
endfunction()

# Targets of ours that modules link although they are no modules (a library that compiles a heavy header once).
function(hapax_install_helpers module component)
  get_property(link GLOBAL PROPERTY HAPAX_LINK_${module})
  foreach(target IN LISTS link)
    if(NOT TARGET ${target})
      continue()
    endif()
    get_target_property(imported ${target} IMPORTED)
    get_property(seen GLOBAL PROPERTY HAPAX_HELPERS)
    if(NOT imported AND NOT target IN_LIST seen)
      set_property(GLOBAL APPEND PROPERTY HAPAX_HELPERS ${target})
      string(REGEX REPLACE "^hapax_" "" name ${target})
      hapax_install_target(${target} ${name} ${component})
    endif()
  endforeach()
endfunction()

# hapax::core, hapax::client, hapax::server: link one of them and get every module of the component.
function(hapax_install_component component)
  add_library(hapax_component_${component} INTERFACE)
  get_property(modules GLOBAL PROPERTY HAPAX_MODULES)
  foreach(module IN LISTS modules)
    hapax_component_of(${module} owner)
    if(owner STREQUAL component)
      string(REPLACE "/" "_" id ${module})
      target_link_libraries(hapax_component_${component} INTERFACE hapax_${id})
      hapax_install_target(hapax_${id} ${id} ${component})
      hapax_install_headers(hapax_${id} ${component})
      hapax_install_helpers(${module} ${component})
    endif()
  endforeach()
  if(NOT component STREQUAL "core")
    target_link_libraries(hapax_component_${component} INTERFACE hapax_component_core)
  endif()
  hapax_install_target(hapax_component_${component} ${component} ${component})
  install(EXPORT hapax_${component} NAMESPACE hapax:: FILE hapax-${component}.cmake
    DESTINATION ${HAPAX_PACKAGE_DIR} COMPONENT hapax_${component})
endfunction()

function(hapax_package)
  include(CMakePackageConfigHelpers)
  hapax_install_component(core)
  hapax_install_component(client)
  if(HAPAX_BUILD_SERVER)
    hapax_install_component(server)
  endif()
  configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/hapaxConfig.cmake.in
    ${PROJECT_BINARY_DIR}/hapaxConfig.cmake INSTALL_DESTINATION ${HAPAX_PACKAGE_DIR})
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/hapaxConfigVersion.cmake COMPATIBILITY SameMajorVersion)
  install(FILES ${PROJECT_BINARY_DIR}/hapaxConfig.cmake ${PROJECT_BINARY_DIR}/hapaxConfigVersion.cmake
    DESTINATION ${HAPAX_PACKAGE_DIR} COMPONENT hapax_core)
endfunction()
