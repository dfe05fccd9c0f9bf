// Where the parts of one service lie, for the server and for the tools that open them while it is stopped.
#pragma once

#include <string>

#include "adapters/store/journal/journal.hpp"
#include "host/config/config.hpp"

namespace hapax::paths {

inline std::string journal(const Config& config) {
    return config.data.directory + "/journal";
}
inline std::string index(const Config& config) {
    return config.data.directory + "/index";
}
inline std::string snapshots(const Config& config) {
    return config.data.directory + "/snapshots";
}

inline std::string dev_key(const Config& config) {
    return config.data.directory + "/dev_issuer.pem";
}

inline JournalOptions journal_options(const Config& config) {
    JournalOptions options;
    options.directory = journal(config);
    options.witness = config.data.witness;
    options.archive = config.journal.archive;
    options.mirror = config.journal.mirror;
    options.segment_bytes = config.journal.segment_bytes;
    options.prepared_segments = static_cast<std::size_t>(config.journal.prepared_segments);
    options.recent_records_max = static_cast<std::size_t>(config.index.run_records);
    return options;
}

}  // namespace hapax::paths
