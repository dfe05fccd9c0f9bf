// A till that asks before it takes the same twice: the service of test_guard.py.
//
//   till serve --listen 127.0.0.1:8080 --data DIR
//
//   PUT  /tills/{till}/sales/{operation}   {"amount":1}   guarded for a minute; an amount below one is rejected
//   POST /tills/{till}/refunds             {"amount":1}   guarded for a minute, its id is a header
//   PUT  /tills/{till}/tips/{operation}    {"amount":1}   not guarded
#include <array>

#include <hapax/hapax.hpp>
#include <hapax/run.hpp>

namespace hapax::till {

struct Moved {
    std::int64_t amount;
};
BOOST_DESCRIBE_STRUCT(Moved, (), (amount))

struct Till {
    static constexpr std::string_view stream = "till";
    using Events = hapax::Events<Moved>;
    std::int64_t sum = 0;
};
BOOST_DESCRIBE_STRUCT(Till, (), (sum))

inline void evolve(Till& till, const Moved& moved) {
    till.sum += moved.amount;
}

inline constexpr DeclaredRejection nothing_sold{"nothing-sold", "The amount is below one."};

struct Sell {
    static constexpr std::array rejections{nothing_sold};
    std::int64_t amount;
};
BOOST_DESCRIBE_STRUCT(Sell, (), (amount))

struct Refund {
    std::int64_t amount;
};
BOOST_DESCRIBE_STRUCT(Refund, (), (amount))

struct Tip {
    std::int64_t amount;
};
BOOST_DESCRIBE_STRUCT(Tip, (), (amount))

inline Decision<Till> decide(const Till&, const Sell& sell) {
    if (sell.amount < 1) return reject(nothing_sold);
    return Moved{sell.amount};
}

inline Decision<Till> decide(const Till&, const Refund& refund) {
    return Moved{-refund.amount};
}

inline Decision<Till> decide(const Till&, const Tip& tip) {
    return Moved{tip.amount};
}

struct Sum {
    static constexpr std::string_view table = "sums";
    static constexpr int version = 1;
    std::int64_t amount;
};
BOOST_DESCRIBE_STRUCT(Sum, (), (amount))

inline void project(Sum& sum, const Moved& moved) {
    sum.amount += moved.amount;
}

App till_app() {
    constexpr Duration within = std::chrono::minutes(1);
    App app{"till"};
    app.aggregate<Till>("/tills/{till}")
        .put<Sell>("/sales/{operation}")
        .guard_duplicates(within)
        .post<Refund>("/refunds")
        .guard_duplicates(within)
        .put<Tip>("/tips/{operation}")
        .get<Sum>("/sum");
    return app;
}

}  // namespace hapax::till

int main(int argc, char** argv) {
    return hapax::run(hapax::till::till_app(), argc, argv);
}
