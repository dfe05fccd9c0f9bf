// A service whose only command takes a millisecond to decide: what bench_overload offers more than it can do.
//
//   bench_slow_service serve --listen 127.0.0.1:8080 --data DIR
//
//   PUT /tills/{till}/sales/{operation}   {"amount":1}
#include <thread>

#include <hapax/hapax.hpp>
#include <hapax/run.hpp>

namespace hapax::bench {

struct Sold {
    std::int64_t amount;
};
BOOST_DESCRIBE_STRUCT(Sold, (), (amount))

struct Till {
    static constexpr std::string_view stream = "till";
    using Events = hapax::Events<Sold>;
    std::int64_t sum = 0;
};
BOOST_DESCRIBE_STRUCT(Till, (), (sum))

inline void evolve(Till& till, const Sold& sold) {
    till.sum += sold.amount;
}

struct Sell {
    std::int64_t amount;
};
BOOST_DESCRIBE_STRUCT(Sell, (), (amount))

inline Decision<Till> decide(const Till&, const Sell& sell) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return Sold{sell.amount};
}

struct Sum {
    static constexpr std::string_view table = "sums";
    static constexpr int version = 1;
    std::int64_t amount;
};
BOOST_DESCRIBE_STRUCT(Sum, (), (amount))

inline void project(Sum& sum, const Sold& sold) {
    sum.amount += sold.amount;
}

App slow_app() {
    App app{"slow"};
    app.aggregate<Till>("/tills/{till}").put<Sell>("/sales/{operation}").get<Sum>("/sum");
    return app;
}

}  // namespace hapax::bench

int main(int argc, char** argv) {
    return hapax::run(hapax::bench::slow_app(), argc, argv);
}
