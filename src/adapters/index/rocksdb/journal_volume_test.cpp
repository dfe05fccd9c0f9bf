// A million records in the store as a server has it: journal, RocksDB, files of this machine. It takes
// seconds, so it belongs to every run; the simulated disk takes a tenth (journal_contract_test.cpp).

#include "adapters/index/rocksdb/rocksdb_index.hpp"
#include "contract/event_store_volume_contract.hpp"
#include "support/posix_journal.hpp"

namespace hapax {
namespace {

constexpr std::size_t run_records = 50'000;  // twenty runs

class LargeJournal final : public PosixFixture {
 public:
    LargeJournal() : PosixFixture(run_records, [](const std::string& path) { return open_rocksdb_index(path, {}); }) {}
};

}  // namespace

INSTANTIATE_TEST_SUITE_P(JournalOverRocksdb, EventStoreVolumeContract,
                         testing::Values(contract::store_under_test<LargeJournal>("Rocksdb")), contract::name_of_store);

}  // namespace hapax
