// What a read of the journal failed with, as the EventStore port has it.
//
//   return for_readers(log_.read(after, durable, limits));
//
// To who reads, a disk that failed and an index that is away are one thing: not now. The disk's own code would end the
// process, as it must after a write; a read changes nothing and may succeed the next time. Damage stays damage.
#pragma once

#include <string>
#include <utility>

#include "ports/driven/event_store.hpp"

namespace hapax::journal {

inline std::unexpected<Error> unavailable(const Error& error) {
    return fail(store_errc::unavailable, std::string(error.code.name) + ": " + error.detail);
}

template <class T>
Result<T> for_readers(Result<T> read) {
    if (read || read.error().code == store_errc::corrupt) return read;
    return unavailable(read.error());
}

}  // namespace hapax::journal
