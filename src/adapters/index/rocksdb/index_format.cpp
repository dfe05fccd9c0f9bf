#include "adapters/index/rocksdb/index_format.hpp"

#include <algorithm>

namespace hapax::index {
namespace {

constexpr std::uint8_t format_version = 2;  // 1 had no table of callers: such an index is made again

template <class Number>
void put(std::string& out, Number number) {
    for (std::size_t i = sizeof number; i-- > 0;) out += static_cast<char>(number >> (8 * i) & 0xff);
}

void put(std::string& out, const Uuid& uuid) {
    out.append(uuid.bytes.begin(), uuid.bytes.end());
}

void put(std::string& out, const OperationKey& key) {
    put(out, key.id.value);
    put(out, key.scope.value);
}

void put(std::string& out, const Address& address) {
    put(out, address.segment);
    put(out, address.offset);
}

// Takes values from the front; whole() says at the end that nothing was short or left.
class Taker {
 public:
    explicit Taker(std::string_view bytes) : bytes_(bytes) {}

    template <class Number>
    Number number() {
        std::uint64_t number = 0;
        for (const char c : text(sizeof(Number))) number = number << 8 | static_cast<std::uint8_t>(c);
        return static_cast<Number>(number);
    }
    std::string_view text(std::size_t size) {
        short_ = short_ || size > bytes_.size();
        if (short_) return {};
        const std::string_view front = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return front;
    }
    std::string_view rest() { return text(bytes_.size()); }
    Uuid uuid() {
        Uuid uuid;
        const std::string_view bytes = text(uuid.bytes.size());
        std::copy(bytes.begin(), bytes.end(), uuid.bytes.begin());
        return uuid;
    }
    OperationKey operation() {
        const Uuid id = uuid();
        return {OperationId{id}, CallerScope{number<std::uint64_t>()}};
    }
    Address address() {
        const auto segment = number<std::uint32_t>();
        return {segment, number<std::uint32_t>()};
    }
    bool whole() const { return !short_ && bytes_.empty(); }

 private:
    std::string_view bytes_;
    bool short_ = false;
};

}  // namespace

std::string run_prefix(std::uint32_t run) {
    std::string key;
    put(key, run);
    return key;
}

std::string part_key(std::uint32_t run, Part part) {
    return run_prefix(run) + static_cast<char>(part);
}

std::string operation_key(std::uint32_t run, const OperationKey& operation) {
    std::string key;
    key.reserve(28);
    put(key, run);
    put(key, operation);
    return key;
}

std::string stream_key(std::uint32_t run, const StreamHash& stream, Version version) {
    std::string key;
    key.reserve(28);
    put(key, run);
    put(key, stream.value[0]);
    put(key, stream.value[1]);
    put(key, version.value);
    return key;
}

std::string caller_key(std::uint32_t run, CallerScope scope, Position position) {
    std::string key;
    key.reserve(20);
    put(key, run);
    put(key, scope.value);
    put(key, position.value);
    return key;
}

std::string pending_key(std::uint32_t run, std::uint32_t number) {
    std::string key = run_prefix(run);
    put(key, number);
    return key;
}

std::optional<std::uint32_t> run_of(std::string_view key) {
    if (key.size() < 4) return std::nullopt;
    return Taker(key).number<std::uint32_t>();
}

std::optional<Version> version_of(std::string_view stream_key) {
    if (stream_key.size() != 28) return std::nullopt;
    return Version{Taker(stream_key.substr(20)).number<std::uint64_t>()};
}

std::optional<Position> position_of(std::string_view caller_key) {
    if (caller_key.size() != 20) return std::nullopt;
    return Position{Taker(caller_key.substr(12)).number<std::uint64_t>()};
}

std::string encode(const Address& address) {
    std::string out;
    put(out, address);
    return out;
}

std::string encode(const PendingItem& item) {
    std::string out;
    put(out, static_cast<std::uint8_t>(item.key.kind));
    put(out, static_cast<std::uint64_t>(item.due.us));
    put(out, static_cast<std::uint32_t>(item.key.key.size()));
    return out + item.key.key + item.payload;
}

std::string encode(const Identity& identity) {
    std::string out;
    put(out, format_version);
    put(out, identity.store_id);
    put(out, identity.salt);
    return out;
}

std::string encode(const RunHead& head) {
    std::string out;
    put(out, format_version);
    put(out, head.from.value);
    put(out, head.through.position.value);
    put(out, head.through.frame_crc);
    put(out, head.address);
    put(out, head.first);
    put(out, head.last);
    return out;
}

std::optional<Address> decode_address(std::string_view bytes) {
    Taker from(bytes);
    const Address address = from.address();
    return from.whole() ? std::optional(address) : std::nullopt;
}

std::optional<PendingItem> decode_pending(std::string_view bytes) {
    Taker from(bytes);
    PendingItem item;
    item.key.kind = static_cast<PendingKind>(from.number<std::uint8_t>());
    item.due.us = static_cast<std::int64_t>(from.number<std::uint64_t>());
    item.key.key = from.text(from.number<std::uint32_t>());
    item.payload = from.rest();
    if (!from.whole() || item.key.kind < PendingKind::message || item.key.kind > PendingKind::parked) return {};
    return item;
}

std::optional<Identity> decode_identity(std::string_view bytes) {
    Taker from(bytes);
    if (from.number<std::uint8_t>() != format_version) return std::nullopt;
    Identity identity;
    identity.store_id = from.uuid();
    identity.salt = from.number<std::uint64_t>();
    return from.whole() ? std::optional(identity) : std::nullopt;
}

std::optional<RunHead> decode_head(std::string_view bytes) {
    Taker from(bytes);
    if (from.number<std::uint8_t>() != format_version) return std::nullopt;
    RunHead head;
    head.from = Position{from.number<std::uint64_t>()};
    head.through.position = Position{from.number<std::uint64_t>()};
    head.through.frame_crc = from.number<std::uint32_t>();
    head.address = from.address();
    head.first = from.operation();
    head.last = from.operation();
    return from.whole() ? std::optional(head) : std::nullopt;
}

// On disk, inside the filters: std::hash<OperationKey> may change, this may not.
std::uint64_t filter_hash(const OperationKey& key, std::uint64_t salt) {
    Taker id({reinterpret_cast<const char*>(key.id.value.bytes.data()), key.id.value.bytes.size()});
    const auto high = id.number<std::uint64_t>();
    const auto low = id.number<std::uint64_t>();
    return mixed(high ^ mixed(low ^ mixed(key.scope.value ^ salt)));
}

std::uint64_t filter_hash(const StreamHash& stream, std::uint64_t salt) {
    return mixed(stream.value[0] ^ mixed(stream.value[1] ^ salt));
}

std::uint64_t filter_hash(CallerScope scope, std::uint64_t salt) {
    return mixed(scope.value ^ salt);
}

}  // namespace hapax::index
