// Goal: each mistake of a service author is told in one sentence of ours. Method: this file makes them all; the test
// compiles it and looks for each sentence that stands behind a `says:` below.
#include <string>

#include <hapax/hapax.hpp>

namespace mistakes {

struct Happened {
    int n = 0;
};
BOOST_DESCRIBE_STRUCT(Happened, (), (n))
struct Good {
    static constexpr std::string_view stream = "good";
    using Events = hapax::Events<Happened>;
    int n = 0;
};
BOOST_DESCRIBE_STRUCT(Good, (), (n))
inline void evolve(Good&, const Happened&) {}
struct Do {};
BOOST_DESCRIBE_STRUCT(Do, (), ())
inline hapax::Decision<Good> decide(const Good&, const Do&) {
    return {};
}

// says: Every event must be described
struct Undescribed {};
using UndescribedEvents = hapax::Events<Undescribed>::Any;

// says: An aggregate must be described with BOOST_DESCRIBE_STRUCT
struct UndescribedAggregate {
    static constexpr std::string_view stream = "undescribed";
    using Events = hapax::Events<Happened>;
};
inline void evolve(UndescribedAggregate&, const Happened&) {}

// says: An aggregate is a copyable struct with
struct NoStream {
    using Events = hapax::Events<Happened>;
};
BOOST_DESCRIBE_STRUCT(NoStream, (), ())

// says: Every event of an aggregate needs a function evolve
struct NoEvolve {
    static constexpr std::string_view stream = "no_evolve";
    using Events = hapax::Events<Happened>;
};
BOOST_DESCRIBE_STRUCT(NoEvolve, (), ())

// says: An event whose schema was raised needs upcast
struct Raised {
    static constexpr std::uint32_t schema = 2;
};
BOOST_DESCRIBE_STRUCT(Raised, (), ())
struct NoUpcast {
    static constexpr std::string_view stream = "no_upcast";
    using Events = hapax::Events<Raised>;
};
BOOST_DESCRIBE_STRUCT(NoUpcast, (), ())
inline void evolve(NoUpcast&, const Raised&) {}

// says: A command must be described
struct UndescribedCommand {};
inline hapax::Decision<Good> decide(const Good&, const UndescribedCommand&) {
    return {};
}

// says: A command needs a function decide
struct Undecided {};
BOOST_DESCRIBE_STRUCT(Undecided, (), ())

// says: decide() must answer a hapax::Decision
struct Odd {};
BOOST_DESCRIBE_STRUCT(Odd, (), ())
inline int decide(const Good&, const Odd&) {
    return 1;
}

// says: A reply may not have members named
struct Reserved {
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(Reserved, (), (version))
struct Replies {};
BOOST_DESCRIBE_STRUCT(Replies, (), ())
inline hapax::Decision<Good> decide(const Good&, const Replies&) {
    return {};
}
inline Reserved reply(const Good&, const Replies&) {
    return {};
}

// says: A view needs `static constexpr std::string_view table`
struct NoTable {
    int n = 0;
};
BOOST_DESCRIBE_STRUCT(NoTable, (), (n))
inline void project(NoTable&, const Happened&) {}

// says: A view needs project(View&, const Event&) or row(const Event&)
struct NoEvents {
    static constexpr std::string_view table = "no_events";
    static constexpr int version = 1;
    int n = 0;
    int hidden = 0;
};
BOOST_DESCRIBE_STRUCT(NoEvents, (), (n))

// says: A view is folded by project() or appended by row(), not both
struct Both {
    static constexpr std::string_view table = "both";
    static constexpr int version = 1;
    int n = 0;
};
BOOST_DESCRIBE_STRUCT(Both, (), (n))
inline void project(Both&, const Happened&) {}
inline Both row(const Happened&) {
    return {};
}

// says: A view with a key_column needs key(
// says: A view with a key_column is read by app.view
struct NoKey {
    static constexpr std::string_view table = "no_key";
    static constexpr std::string_view key_column = "owner";
    static constexpr int version = 1;
    int n = 0;
};
BOOST_DESCRIBE_STRUCT(NoKey, (), (n))
inline void project(NoKey&, const Happened&) {}

// says: project() answers nothing, or a hapax::Fate
struct OddFate {
    static constexpr std::string_view table = "odd_fate";
    static constexpr int version = 1;
};
BOOST_DESCRIBE_STRUCT(OddFate, (), ())
inline int project(OddFate&, const Happened&) {
    return 1;
}

void make_them_all(hapax::App& app) {
    app.aggregate<UndescribedAggregate>("/a/{a}");
    app.aggregate<NoStream>("/b/{b}");
    app.aggregate<NoEvolve>("/c/{c}");
    app.aggregate<NoUpcast>("/d/{d}");
    auto routes = app.aggregate<Good>("/good/{good}");
    routes.create<UndescribedCommand>("");
    routes.post<Undecided>("/undecided");
    routes.post<Odd>("/odd");
    routes.post<Replies>("/replies");
    routes.get<NoTable>("/no-table");
    routes.get<Both>("/both");
    routes.get<NoKey>("/no-key");
    routes.get<OddFate>("/odd-fate");
    app.view<NoEvents>().from<Good>();
    app.view<NoKey>().from<Good>();
    // says: get<View>() answers the row of one aggregate
    routes.get<NoEvents>("/no-events");
    // says: list<View>() needs a hapax::index
    routes.list<Both>("/other", hapax::index<&NoKey::n>);
    // says: hapax::index needs a described member
    app.view<NoEvents>().index<&NoEvents::hidden>();
}

}  // namespace mistakes
