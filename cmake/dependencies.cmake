# Third-party packages, each found once. The kernel and the memory store need none of the server's drivers.

find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(OpenSSL 3 REQUIRED)

if(HAPAX_BUILD_SERVER)
  find_package(Boost 1.81 REQUIRED COMPONENTS json url context)
  find_package(SQLite3 3.40 REQUIRED)
  find_package(RocksDB REQUIRED)
  find_package(spdlog REQUIRED)
  find_package(tomlplusplus REQUIRED)
  find_package(CLI11 REQUIRED)
endif()

if(HAPAX_BUILD_TESTS)
  find_package(GTest REQUIRED)
endif()
