// The name of a stream in the index: the first 128 bits of SHA-256 over its type and key.
//
//   StreamHash hash = stream_hash(StreamId{"account", "42"});
//
// Format   SHA-256 over the 8-byte little-endian length of the type, the type, the key; bytes 0–7 and 8–15 of the
// digest
//          as big-endian numbers, so that arrays and bytes sort alike. On disk: it never changes.
// Cost     about 0.1 µs with SHA instructions.
// Threads  any; each keeps a digest context of its own.
// Source   ARCHITECTURE.md, section 6.
#pragma once

#include <string_view>

#include "kernel/ids.hpp"

namespace hapax {

StreamHash stream_hash(const StreamId& stream);
StreamHash stream_hash(std::string_view type, std::string_view key);

}  // namespace hapax
