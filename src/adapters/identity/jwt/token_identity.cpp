#include "adapters/identity/jwt/token_identity.hpp"

#include <array>
#include <string>

#include "adapters/identity/jwt/recent_tokens.hpp"
#include "codec/digest.hpp"

namespace hapax::identity {
namespace {

class TokenIdentity final : public Identity {
 public:
    TokenIdentity(std::shared_ptr<const TokenVerifier> verifier, bool anonymous_too, Metrics& metrics,
                  std::uint32_t edge)
        : verifier_(std::move(verifier)),
          anonymous_too_(anonymous_too),
          nobody_{anonymous_caller(), caller_scope(anonymous_caller()), no_end} {
        for (std::size_t i = 0; i < token_fault_count; ++i) {
            const auto fault = std::string(text(static_cast<TokenFault>(i)));
            refused_[i] =
                &metrics.counter("hapax_tokens_refused_total", {{"fault", fault}, {"edge", std::to_string(edge)}});
        }
    }

    Identification identify(std::string_view token, Timestamp wall) override {
        if (token.empty()) {
            if (anonymous_too_) return &nobody_;
            return std::unexpected(Doubt::missing);
        }
        if (token.size() > token_bytes_max) return doubt(TokenFault::too_long);
        const SecretDigest digest = SecretDigest::of(token);
        if (const Identified* known = recent_.find(digest, wall)) return known;
        auto verified = verifier_->verify(token, wall);
        if (!verified) return doubt(verified.error());
        Caller caller{verifier_->issuer(), std::move(verified->subject)};
        const CallerScope scope = caller_scope(caller);
        return recent_.add(digest, {std::move(caller), scope, verified->until});
    }

 private:
    Identification doubt(TokenFault fault) {
        refused_[static_cast<std::size_t>(fault)]->add();
        return std::unexpected(fault == TokenFault::has_ended ? Doubt::expired : Doubt::invalid);
    }

    std::shared_ptr<const TokenVerifier> verifier_;
    bool anonymous_too_;
    Identified nobody_;
    RecentTokens recent_;
    std::array<Counter*, token_fault_count> refused_{};
};

}  // namespace

std::unique_ptr<Identity> make_token_identity(std::shared_ptr<const TokenVerifier> verifier, bool anonymous_too,
                                              Metrics& metrics, std::uint32_t edge) {
    return std::make_unique<TokenIdentity>(std::move(verifier), anonymous_too, metrics, edge);
}

}  // namespace hapax::identity
