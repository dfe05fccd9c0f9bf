// The event catalogue: what an event type is called on disk, in which schema version, and how older payloads are read.
//
// An event type may declare
//   static constexpr std::string_view name = "…";              another name on disk than its C++ name
//   static constexpr std::uint32_t schema = 2;                 1 when it says nothing
//   static constexpr std::array<std::string_view, 1> aliases{"CashWithdrawn"};   names it had before
// and beside it, for every older schema n, a function that brings a payload from n to n + 1:
//   void upcast(hapax::Upcast<MoneyWithdrawn, 1>, boost::json::object& payload) { payload["balance"] = 0; }
//
//   if (event_is<MoneyWithdrawn>(event.type)) { MoneyWithdrawn e; auto read = read_event(event, e); }
//
// Errors   model_errc::unreadable_event: a newer schema than this program's, or a payload that does not fit its schema.
// Threads  any.
// Source   ARCHITECTURE.md, section 6; docs/formats/events_lock.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/fwd.hpp>

#include "codec/json_document.hpp"
#include "codec/json_read.hpp"
#include "codec/type_name.hpp"
#include "codec/type_text.hpp"
#include "kernel/model/aggregate_type.hpp"

namespace hapax {

// Names the step from schema From to From + 1 of an event, so that upcast() is found beside the event.
template <class Event, std::uint32_t From>
struct Upcast {};

namespace detail {

// Static members, not fields of that name: an event may well have one of its own.
template <class E>
concept DeclaresSchema = requires { static_cast<std::uint32_t>(*&E::schema); };
template <class E>
concept DeclaresAliases = requires { *&E::aliases; };

}  // namespace detail

template <class E>
consteval std::uint32_t event_schema() {
    if constexpr (detail::DeclaresSchema<E>) {
        static_assert(E::schema >= 1, "The schema versions of an event begin with 1.");
        return E::schema;
    } else {
        return 1;
    }
}

template <class E>
bool event_is(std::string_view type) {
    if (type == type_name<E>()) return true;
    if constexpr (detail::DeclaresAliases<E>) {
        for (const std::string_view alias : E::aliases) {
            if (type == alias) return true;
        }
    }
    return false;
}

namespace detail {

template <class E, std::uint32_t From>
concept HasUpcast = requires(boost::json::object& payload) { upcast(Upcast<E, From>{}, payload); };

template <class E, std::uint32_t From>
void upcast_step(boost::json::object& payload, std::uint32_t stored) {
    static_assert(HasUpcast<E, From>,
                  "An event whose schema was raised needs upcast(hapax::Upcast<Event, n>, boost::json::object&) beside "
                  "it for every schema n before its own.");
    if (stored <= From) upcast(Upcast<E, From>{}, payload);
}

template <class E, std::size_t... Steps>
void upcast_all([[maybe_unused]] boost::json::object& payload, [[maybe_unused]] std::uint32_t stored,
                std::index_sequence<Steps...>) {
    (upcast_step<E, static_cast<std::uint32_t>(Steps + 1)>(payload, stored), ...);
}

// The root of a payload as an object to change; nothing = it is no object.
boost::json::object* object_of(JsonDocument& document);

std::unexpected<Error> unreadable(std::string_view type, std::string_view why);

}  // namespace detail

template <class E>
Result<void> read_event(const EventView& event, E& to) {
    constexpr std::uint32_t schema = event_schema<E>();
    if (event.schema > schema || event.schema == 0) {
        return detail::unreadable(event.type, "was written with a schema that this program does not know");
    }
    JsonDocument document;
    if (const auto why = document.parse(event.payload)) return detail::unreadable(event.type, *why);
    if (event.schema < schema) {
        boost::json::object* payload = detail::object_of(document);
        if (payload == nullptr) return detail::unreadable(event.type, "is no object");
        detail::upcast_all<E>(*payload, event.schema, std::make_index_sequence<schema - 1>{});
    }
    JsonReader reader(Reading::tolerant);
    if (!read_json(reader, document.root(), to)) return detail::unreadable(event.type, reader.sentence());
    return {};
}

template <class E>
EventShape event_shape(std::string_view stream) {
    EventShape shape{std::string(stream), std::string(type_name<E>()), event_schema<E>(), {}, {}};
    if constexpr (detail::DeclaresAliases<E>) {
        for (const std::string_view alias : E::aliases) shape.aliases.emplace_back(alias);
    }
    for_each_member<E>([&](auto d) { shape.fields.push_back({d.name, type_text<MemberType<E, decltype(d)>>()}); });
    return shape;
}

}  // namespace hapax
