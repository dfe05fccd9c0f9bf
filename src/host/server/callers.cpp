#include "host/server/callers.hpp"

#include "adapters/identity/bearer/bearer_identity.hpp"
#include "adapters/identity/jwt/token_identity.hpp"
#include "host/server/paths.hpp"
#include "host/server/secret_file.hpp"

namespace hapax {
namespace {

constexpr std::size_t key_bytes_max = 64 << 10;
constexpr std::size_t bearer_file_bytes_max = 16 << 20;
constexpr const char* base = "/dev/oidc";

Result<std::optional<identity::SigningKey>> read_key(const std::string& path) {
    const auto pem = read_secret(path, key_bytes_max);
    if (!pem) return pass_on(pem);
    if (!*pem) return std::nullopt;
    auto key = identity::SigningKey::from_pem(**pem);
    if (!key) return fail(callers_errc::broken_key, path + ": holds no ES256 key; without the file a new one is made");
    return key;
}

Result<identity::SigningKey> make_key(const std::string& path) {
    auto key = identity::SigningKey::generate();
    if (!key) return fail(callers_errc::broken_key, path + ": no key could be made");
    if (auto written = write_secret(path, key->pem()); !written) return pass_on(written);
    return *std::move(key);
}

identity::DevIssuer issuer_of(identity::SigningKey key, const Config& config) {
    return {std::move(key), config.auth.issuer, config.auth.audience};
}

Result<Callers> dev_callers(const Config& config, Metrics& metrics) {
    const std::string path = paths::dev_key(config);
    auto found = read_key(path);
    if (!found) return pass_on(found);
    if (!*found) {
        auto made = make_key(path);
        if (!made) return pass_on(made);
        *found = *std::move(made);
    }
    Callers callers;
    callers.dev_issuer = std::make_shared<const identity::DevIssuer>(issuer_of(**std::move(found), config));
    callers.identity = [verifier = callers.dev_issuer->verifier(), too = config.auth.anonymous, &metrics](
                           std::uint32_t loop) { return identity::make_token_identity(verifier, too, metrics, loop); };
    return callers;
}

Result<Callers> bearer_callers(const Config& config) {
    const std::string& path = config.auth.bearer_file;
    const auto text = read_secret(path, bearer_file_bytes_max);
    if (!text) return pass_on(text);
    if (!*text) return fail(secret_errc::unreadable, path + ": there is no such file");
    auto tokens = identity::BearerTokens::read(**text);
    if (!tokens) return fail(tokens.error().code, path + ": " + tokens.error().detail);
    Callers callers;
    callers.identity = [tokens = *tokens, too = config.auth.anonymous](std::uint32_t) {
        return identity::make_bearer_identity(tokens, too);
    };
    return callers;
}

}  // namespace

Result<Callers> open_callers(const Config& config, Metrics& metrics) {
    switch (config.auth.mode) {
        case AuthMode::anonymous:
            break;
        case AuthMode::dev:
            return dev_callers(config, metrics);
        case AuthMode::bearer:
            return bearer_callers(config);
    }
    return Callers{};
}

Result<identity::DevIssuer> find_dev_issuer(const Config& config) {
    const std::string path = paths::dev_key(config);
    auto key = read_key(path);
    if (!key) return pass_on(key);
    if (!*key) {
        return fail(callers_errc::no_key, path + ": is not there; the first start with auth.mode = \"dev\" makes it");
    }
    return issuer_of(**std::move(key), config);
}

void add_dev_pages(std::vector<http::Page>& pages, const Callers& callers, const std::string& listen,
                   const std::atomic<std::uint16_t>& port) {
    pages.push_back({std::string(base) + "/.well-known/openid-configuration", [&](http::PageAnswer& page) {
                         const std::uint16_t known = port;
                         if (known == 0) {
                             page.status = 503;
                             page.body = R"({"status":"starting"})";
                             return;
                         }
                         page.body = callers.dev_issuer->discovery(url_of(listen, known) + base);
                     }});
    pages.push_back(
        {std::string(base) + "/jwks", [&](http::PageAnswer& page) { page.body = callers.dev_issuer->jwks(); }});
}

std::string url_of(std::string_view listen, std::uint16_t port) {
    return "http://" + std::string(listen.substr(0, listen.rfind(':'))) + ":" + std::to_string(port);
}

}  // namespace hapax
