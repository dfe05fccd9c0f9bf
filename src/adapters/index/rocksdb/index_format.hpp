// The keys and values of the index, as they lie in its files. Numbers are big-endian, so that bytes sort as they do.
//
//   operations   run:4 id:16 scope:8               → segment:4 offset:4
//   streams      run:4 hash:16 version:8           → segment:4 offset:4
//   callers      run:4 scope:8 position:8          → segment:4 offset:4
//   pending      run:4 number:4                    → kind:1 due:8 key size:4 key payload
//   runs         run:4 'h'                         → the head of the run
//                run:4 'o' · run:4 's' · run:4 'c' → the filters over its operations, its streams and its callers
//                0:4   'i'                         → the identity of the index
//
// Every key begins with the number of its run, from 1 on: the files of two runs never overlap, so nothing is ever
// merged, and a look-up reads one file of the one run that its filter named.
//
// Errors   decode_…() answer nothing for bytes that encode_…() cannot have made.
// Threads  values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ports/driven/index.hpp"

namespace hapax::index {

struct Identity {
    Uuid store_id;
    std::uint64_t salt = 0;  // of the hashes in the filters
};

struct RunHead {
    Position from;
    Mark through;
    Address address;
    OperationKey first;  // the least and the greatest of its operations
    OperationKey last;
};

enum class Part : char { identity = 'i', head = 'h', operations = 'o', streams = 's', callers = 'c' };

std::string run_prefix(std::uint32_t run);
std::string part_key(std::uint32_t run, Part part);
std::string operation_key(std::uint32_t run, const OperationKey& key);
std::string stream_key(std::uint32_t run, const StreamHash& stream, Version version);
std::string caller_key(std::uint32_t run, CallerScope scope, Position position);
std::string pending_key(std::uint32_t run, std::uint32_t number);
std::optional<std::uint32_t> run_of(std::string_view key);
std::optional<Version> version_of(std::string_view stream_key);
std::optional<Position> position_of(std::string_view caller_key);

std::string encode(const Address& address);
std::string encode(const PendingItem& item);
std::string encode(const Identity& identity);
std::string encode(const RunHead& head);
std::optional<Address> decode_address(std::string_view bytes);
std::optional<PendingItem> decode_pending(std::string_view bytes);
std::optional<Identity> decode_identity(std::string_view bytes);
std::optional<RunHead> decode_head(std::string_view bytes);

std::uint64_t filter_hash(const OperationKey& key, std::uint64_t salt);
std::uint64_t filter_hash(const StreamHash& stream, std::uint64_t salt);
std::uint64_t filter_hash(CallerScope scope, std::uint64_t salt);

}  // namespace hapax::index
