// The simulated twin of Identity keeps the port's contract.
#include "world/bearer_names.hpp"

#include <memory>

#include "contract/identity_contract.hpp"

namespace hapax::contract {
namespace {

struct Names {
    static constexpr bool anonymous_too = true;
    std::unique_ptr<Identity> identity() { return std::make_unique<world::BearerNames>(); }
    std::string token_of(const std::string& subject) { return subject; }
    std::optional<std::string> ending_token() { return std::nullopt; }
    std::vector<std::string> bad_tokens() { return {"forged-alice", "anonymous"}; }
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(BearerNames, IdentityContract, Names);

}  // namespace hapax::contract
