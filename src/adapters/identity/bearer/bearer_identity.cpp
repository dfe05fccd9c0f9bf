#include "adapters/identity/bearer/bearer_identity.hpp"

#include "codec/digest.hpp"

namespace hapax::identity {
namespace {

class BearerIdentity final : public Identity {
 public:
    BearerIdentity(std::shared_ptr<const BearerTokens> tokens, bool anonymous_too)
        : tokens_(std::move(tokens)),
          anonymous_too_(anonymous_too),
          nobody_{anonymous_caller(), caller_scope(anonymous_caller()), no_end} {}

    Identification identify(std::string_view token, Timestamp) override {
        if (token.empty()) {
            if (anonymous_too_) return &nobody_;
            return std::unexpected(Doubt::missing);
        }
        const Identified* known = tokens_->find(token);
        if (known == nullptr) return std::unexpected(Doubt::invalid);
        return known;
    }

 private:
    std::shared_ptr<const BearerTokens> tokens_;
    bool anonymous_too_;
    Identified nobody_;
};

}  // namespace

std::unique_ptr<Identity> make_bearer_identity(std::shared_ptr<const BearerTokens> tokens, bool anonymous_too) {
    return std::make_unique<BearerIdentity>(std::move(tokens), anonymous_too);
}

}  // namespace hapax::identity
