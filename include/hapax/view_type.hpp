// ViewOf<V>: an author's view as the projector sees it (kernel/model/projection_type.hpp). Made by hapax::App.
//
// feed<A>() adds the events of one aggregate; then the type is immutable.
// Errors   as kernel/model/projection_type.hpp. render() shows a row that does not fit as it is stored. key() of an
// event that cannot be read answers the aggregate's key, so
//          that the fold() that follows meets the same event and says what is wrong with it.
// Threads  immutable after App::build(), shared.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "codec/catalogue.hpp"
#include "codec/row.hpp"
#include "codec/type_shape.hpp"
#include "kernel/assert.hpp"
#include "kernel/model/projection_type.hpp"
#include <hapax/events.hpp>
#include <hapax/projection.hpp>

namespace hapax {

namespace view_errc {
inline constexpr ErrorCode unreadable_row{"unreadable-row", Handling::park};  // the table is not of this version
}

// A view while App is still being built.
class ViewBuilder : public ProjectionType {
 public:
    const ViewSchema& schema() const override { return schema_; }
    ViewSchema& schema() { return schema_; }
    virtual std::string_view view_name() const = 0;
    virtual bool keyed() const = 0;  // by a key_column of its own
    const std::vector<std::string_view>& streams() const { return streams_; }

 protected:
    ViewSchema schema_;
    std::vector<std::string_view> streams_;
};

template <class V>
class ViewOf final : public ViewBuilder {
    static_assert(View<V>,
                  "A view needs `static constexpr std::string_view table` and `static constexpr int version`, and a "
                  "default constructor.");
    static_assert(Described<V>, "A view must be described: add BOOST_DESCRIBE_STRUCT(View, (), (its, columns)).");

 public:
    ViewOf() {
        schema_.table = V::table;
        schema_.version = static_cast<std::uint32_t>(V::version);
        schema_.columns = row_columns<V>();
        if constexpr (KeyedView<V>) schema_.key_column = V::key_column;
    }

    std::string_view view_name() const override { return type_name<V>(); }
    bool keyed() const override { return KeyedView<V>; }

    template <class A>
    void feed() {
        constexpr bool folded = detail::folds<A, V>();
        constexpr bool appended = detail::appends<A, V>();
        static_assert(folded || appended,
                      "A view needs project(View&, const Event&) or row(const Event&) for an event of its aggregate.");
        static_assert(!(folded && appended), "A view is folded by project() or appended by row(), not both.");
        for (const std::string_view stream : streams_) {
            if (stream == A::stream) return;
        }
        streams_.push_back(A::stream);
        schema_.kind = folded ? RowKind::folded : RowKind::appended;
        if (folded && !KeyedView<V>) schema_.key_column = A::stream;
        A::Events::for_each([&]<class E> { feed_event<A, E>(); });
    }

    bool handles(std::string_view stream_type, std::string_view event_type) const override {
        return find(stream_type, event_type) != nullptr;
    }

    std::optional<std::string> key(std::string_view stream_type, const EventView& event,
                                   const Meta& meta) const override {
        const Feed* feed = find(stream_type, event.type);
        if (feed == nullptr) return std::nullopt;
        if (feed->key == nullptr) return meta.stream_id;
        return feed->key(event, meta);
    }

    Result<void> fold(FoldedRow& row, std::string_view stream_type, const EventView& event,
                      const Meta& meta) const override {
        const Feed* feed = find(stream_type, event.type);
        if (feed == nullptr) return {};
        HAPAX_ASSERT(feed->fold != nullptr, "an appended view was asked to fold");
        return feed->fold(row, event, meta);
    }

    Result<std::optional<Row>> row(std::string_view stream_type, const EventView& event,
                                   const Meta& meta) const override {
        const Feed* feed = find(stream_type, event.type);
        if (feed == nullptr) return std::nullopt;
        HAPAX_ASSERT(feed->row != nullptr, "a folded view was asked for the row of an event");
        return feed->row(event, meta);
    }

    std::string render(std::string_view key, const Row& row) const override {
        V value{};
        std::string out = "{";
        const bool keyed = schema_.kind == RowKind::folded;
        if (keyed) {
            append_json_string(out, schema_.key_column);
            out += ':';
            append_json_string(out, key);
        }
        if (from_row(row, value))
            append_json_members(out, value, !keyed);
        else
            append_stored_row(out, schema_.columns, row, !keyed);
        out += '}';
        return out;
    }

    TypeDescription row_type() const override {
        TypeDescription type = describe_type<V>(Reading::tolerant);
        type.root.name = type_name<V>();
        if (schema_.kind == RowKind::folded) {
            const TypeShape key{
                .kind = TypeShape::Kind::text, .member = schema_.key_column, .about = "The key of the row."};
            type.root.members.insert(type.root.members.begin(), key);
        }
        return type;
    }

 private:
    struct Feed {
        std::string_view stream;
        bool (*is)(std::string_view event_type) = nullptr;
        std::string (*key)(const EventView&, const Meta&) = nullptr;
        Result<void> (*fold)(FoldedRow&, const EventView&, const Meta&) = nullptr;
        Result<std::optional<Row>> (*row)(const EventView&, const Meta&) = nullptr;
    };

    template <class A, class E>
    void feed_event() {
        Feed feed{A::stream, &event_is<E>};
        if constexpr (lookup::Projects<V, E>) {
            feed.fold = &fold_event<E>;
            if constexpr (KeyedView<V>) {
                static_assert(
                    lookup::Keys<V, E>,
                    "A view with a key_column needs key([hapax::For<View>,] const Event&[, const hapax::Meta&]) "
                    "for every event that it projects.");
                feed.key = &key_of_event<E>;
            }
        } else if constexpr (lookup::Appends<V, E>) {
            feed.row = &row_of_event<E>;
        } else {
            return;
        }
        feeds_.push_back(feed);
    }

    const Feed* find(std::string_view stream, std::string_view event_type) const {
        for (const Feed& feed : feeds_) {
            if (feed.stream == stream && feed.is(event_type)) return &feed;
        }
        return nullptr;
    }

    template <class E>
    static std::string key_of_event(const EventView& event, const Meta& meta) {
        E read{};
        if (!read_event(event, read)) return meta.stream_id;
        return lookup::call_key<V>(read, meta);
    }

    template <class E>
    static Result<void> fold_event(FoldedRow& row, const EventView& event, const Meta& meta) {
        E read{};
        V value{};
        if (auto good = read_event(event, read); !good) return good;
        if (row && !from_row(*row, value)) return fail(view_errc::unreadable_row, std::string(V::table));
        if (projected(value, read, meta) == Fate::erase)
            row.reset();
        else
            row = to_row(value);
        return {};
    }

    template <class E>
    static Fate projected(V& value, const E& event, const Meta& meta) {
        using Returned = decltype(lookup::call_project(value, event, meta));
        static_assert(std::is_void_v<Returned> || std::same_as<Returned, Fate>,
                      "project() answers nothing, or a hapax::Fate that says whether the row stays.");
        if constexpr (std::is_void_v<Returned>) {
            lookup::call_project(value, event, meta);
            return Fate::keep;
        } else {
            return lookup::call_project(value, event, meta);
        }
    }

    template <class E>
    static Result<std::optional<Row>> row_of_event(const EventView& event, const Meta& meta) {
        E read{};
        if (auto good = read_event(event, read); !good) return pass_on(good);
        const std::optional<V> value = lookup::call_row<V>(read, meta);
        if (!value) return std::nullopt;
        return to_row(*value);
    }

    std::vector<Feed> feeds_;
};

}  // namespace hapax
