// App: a service as data: its aggregates, commands and views, and the routes to them. Opens nothing.
//
//   hapax::App app{"bank"};
//   app.aggregate<Account>("/accounts/{account}")
//       .create<OpenAccount>("")                          PUT /accounts/42: the address is the operation
//       .put<Withdraw>("/withdrawals/{operation}")        PUT /accounts/42/withdrawals/0197…
//       .post<Deposit>("/deposits").always_async()        POST with Idempotency-Key; answers 202
//           .guard_duplicates(30s)                        the same again under another id is asked about
//       .get<Balance>("/balance")                         the row of this account
//       .list<Movement>("/movements", hapax::index<&Movement::account>);
//   app.view<OwnerTotal>().from<Account>().from<Loan>()   a view over several aggregates, keyed by its key_column
//       .get("/owners/{owner}/total").list("/totals").required(false);
//   app.aggregate<Account>("/v2/accounts/{account}").put<WithdrawV2>("/withdrawals/{operation}");
//   ….put<Withdraw>("/withdrawals/{operation}").deprecated("2026-11-01", "2027-06-30")   beside it, until it goes
//
// `required(false)` lets operations complete before this view shows them; `index<&V::m>()` declares one more index.
// Both speak of the view named last, always_async() and guard_duplicates() of the command named last.
// deprecated(since, sunset) speaks of the route named last: its answers say from which day (UTC) it may be gone.
// Errors   what a type lacks does not compile, with a sentence; what contradicts itself is told by build(), which
//          throws AppError with a sentence a line.
// Threads  one, until build().
// Source   ARCHITECTURE.md, section 7.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <typeindex>
#include <utility>

#include <hapax/command.hpp>
#include <hapax/draft.hpp>
#include <hapax/projection.hpp>
#include <hapax/view_type.hpp>

namespace hapax {

namespace detail {

template <class A>
const AggregateType& registered_aggregate(Draft& draft) {
    const std::type_index type(typeid(A));
    if (const AggregateType* known = draft.aggregate(type)) return *known;
    return draft.add_aggregate(type, std::make_unique<AggregateOf<A>>());
}

template <class A, class C>
const CommandType& registered_command(Draft& draft) {
    const std::type_index type(typeid(CommandOf<A, C>));
    if (const CommandType* known = draft.command(type)) return *known;
    return draft.add_command(type, std::make_unique<CommandOf<A, C>>(registered_aggregate<A>(draft)));
}

template <class V>
ViewOf<V>& registered_view(Draft& draft) {
    const std::type_index type(typeid(V));
    if (ViewBuilder* known = draft.view(type)) return static_cast<ViewOf<V>&>(*known);
    return static_cast<ViewOf<V>&>(draft.add_view(type, std::make_unique<ViewOf<V>>()));
}

template <auto Member>
void declare_index(Draft& draft) {
    using V = ViewOfMember<Member>;
    static_assert(!member_name<Member>().empty(), "hapax::index needs a described member of a view.");
    draft.add_index(registered_view<V>(draft), member_name<Member>());
}

}  // namespace detail

// The routes of one aggregate; each call adds one and gives the same object back.
template <class A>
class AggregateRoutes {
 public:
    AggregateRoutes(Draft& draft, std::string_view pattern, std::string key_segment)
        : draft_(&draft), pattern_(pattern), key_segment_(std::move(key_segment)) {}

    template <class C>
    AggregateRoutes& create(std::string_view suffix) {
        return command<C>(Verb::create, suffix);
    }
    template <class C>
    AggregateRoutes& put(std::string_view suffix) {
        return command<C>(Verb::put, suffix);
    }
    template <class C>
    AggregateRoutes& post(std::string_view suffix) {
        return command<C>(Verb::post, suffix);
    }
    template <class C>
    AggregateRoutes& patch(std::string_view suffix) {
        return command<C>(Verb::patch, suffix);
    }
    template <class C>
    AggregateRoutes& remove(std::string_view suffix) {
        return command<C>(Verb::remove, suffix);
    }

    template <class V>
    AggregateRoutes& get(std::string_view suffix) {
        static_assert(
            detail::folds<A, V>(),
            "get<View>() answers the row of one aggregate, so the view needs project(View&, const Event&) for "
            "one of its events.");
        static_assert(!KeyedView<V>,
                      "A view with a key_column is read by app.view<View>().get(…), because its key is not the "
                      "aggregate's.");
        return read(Verb::get, suffix, view<V>(), {});
    }

    template <class V, auto Member>
    AggregateRoutes& list(std::string_view suffix, IndexOf<Member>) {
        static_assert(std::same_as<V, detail::ViewOfMember<Member>>,
                      "list<View>() needs a hapax::index of a member of that view.");
        ViewBuilder& found = view<V>();
        detail::declare_index<Member>(*draft_);
        return read(Verb::list, suffix, found, detail::member_name<Member>());
    }

    template <auto Member>
    AggregateRoutes& index() {
        detail::declare_index<Member>(*draft_);
        return *this;
    }

    AggregateRoutes& required(bool required) {
        if (view_ == nullptr)
            draft_->fault("required() at " + pattern_ + " must follow a get<>() or list<>().");
        else
            view_->schema().required = required;
        return *this;
    }

    AggregateRoutes& always_async() {
        if (!command_last_)
            draft_->fault("always_async() at " + pattern_ + " must follow a command.");
        else
            draft_->last_route()->always_async = true;
        return *this;
    }

    // The same caller may not ask for the same under a new id within this time, unless he says that he means it.
    AggregateRoutes& guard_duplicates(Duration within) {
        draft_->guard_last_route(pattern_, command_last_, within);
        return *this;
    }

    AggregateRoutes& deprecated(std::string_view since, std::string_view sunset) {
        draft_->deprecate_last_route(pattern_, view_ != nullptr || command_last_, since, sunset);
        return *this;
    }

 private:
    template <class C>
    AggregateRoutes& command(Verb verb, std::string_view suffix) {
        Route route = new_route(verb, suffix);
        route.command = &detail::registered_command<A, C>(*draft_);
        draft_->add_route(std::move(route));
        view_ = nullptr;
        command_last_ = true;
        return *this;
    }

    template <class V>
    ViewBuilder& view() {
        ViewOf<V>& found = detail::registered_view<V>(*draft_);
        found.template feed<A>();
        return found;
    }

    AggregateRoutes& read(Verb verb, std::string_view suffix, ViewBuilder& view, std::string_view column) {
        Route route = new_route(verb, suffix);
        route.view = draft_->view_number(view);
        route.column = column;
        draft_->add_route(std::move(route));
        view_ = &view;
        command_last_ = false;
        return *this;
    }

    Route new_route(Verb verb, std::string_view suffix) const {
        Route route;
        route.verb = verb;
        route.pattern = pattern_ + std::string(suffix);
        route.resource = pattern_;
        route.key_segment = key_segment_;
        return route;
    }

    Draft* draft_;
    std::string pattern_;
    std::string key_segment_;
    ViewBuilder* view_ = nullptr;
    bool command_last_ = false;
};

// A view with routes of its own, over one aggregate or several.
template <class V>
class ViewRoutes {
 public:
    explicit ViewRoutes(Draft& draft) : draft_(&draft), view_(&detail::registered_view<V>(draft)) {}

    template <class A>
    ViewRoutes& from() {
        detail::registered_aggregate<A>(*draft_);
        view_->template feed<A>();
        return *this;
    }

    // The row whose key is the one segment in braces.
    ViewRoutes& get(std::string_view pattern) { return read(Verb::get, pattern, {}); }

    // All rows, or those whose indexed column is the one segment in braces.
    ViewRoutes& list(std::string_view pattern) { return read(Verb::list, pattern, {}); }
    template <auto Member>
    ViewRoutes& list(std::string_view pattern, IndexOf<Member>) {
        index<Member>();
        return read(Verb::list, pattern, detail::member_name<Member>());
    }

    template <auto Member>
    ViewRoutes& index() {
        static_assert(std::same_as<V, detail::ViewOfMember<Member>>,
                      "A view needs a hapax::index of a member of its own.");
        detail::declare_index<Member>(*draft_);
        return *this;
    }

    ViewRoutes& required(bool required) {
        view_->schema().required = required;
        return *this;
    }

    ViewRoutes& deprecated(std::string_view since, std::string_view sunset) {
        draft_->deprecate_last_route(view_->view_name(), routed_, since, sunset);
        return *this;
    }

 private:
    ViewRoutes& read(Verb verb, std::string_view pattern, std::string_view column) {
        routed_ = true;
        const bool by_segment = verb == Verb::get || !column.empty();
        draft_->add_view_route(verb, pattern, *view_, column, by_segment);
        return *this;
    }

    Draft* draft_;
    ViewOf<V>* view_;
    bool routed_ = false;
};

class App {
 public:
    explicit App(std::string name) : draft_(std::make_unique<Draft>(std::move(name))) {}

    // The pattern names the aggregate's key, and only that, in braces.
    template <class A>
    AggregateRoutes<A> aggregate(std::string_view pattern) {
        detail::registered_aggregate<A>(*draft_);
        return AggregateRoutes<A>(*draft_, pattern, draft_->key_segment(A::stream, pattern));
    }

    template <class V>
    ViewRoutes<V> view() {
        return ViewRoutes<V>(*draft_);
    }

    // Once. Throws AppError.
    Service build() { return draft_->finish(); }

 private:
    std::unique_ptr<Draft> draft_;
};

}  // namespace hapax
