// Goal: the OpenAPI document lists exactly what the router serves, and what the pages hold is what they say.
// Method: a service of its own with every kind of route; the router's list against the document's.
#include <algorithm>
#include <atomic>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/telemetry/prometheus/prometheus.hpp"
#include "books.hpp"
#include "codec/documents/api.hpp"
#include "codec/documents/openapi.hpp"
#include "codec/json_document.hpp"
#include "host/pages/client_config.hpp"
#include "host/pages/documents.hpp"
#include "host/server/callers.hpp"
#include "host/server/health.hpp"

namespace hapax {
namespace {

using testing::HasSubstr;
using testing::Not;

http::Router router_of(const Service& service, bool with_dev_pages) {
    static const auto metrics = make_prometheus_metrics();
    static const Gauge& gauge = metrics->gauge("hapax_ready");
    static const Callers callers;
    static const std::string listen = "127.0.0.1:0";
    static const std::atomic<std::uint16_t> port{0};
    auto pages = health_pages({service.name, *metrics, gauge, gauge, gauge});
    if (with_dev_pages) add_dev_pages(pages, callers, listen, port);
    auto documents = service_documents(service, "1");
    documents.push_back(client_config({}, {}));
    return *http::Router::build(service, std::move(pages), std::move(documents));
}

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
    return text;
}

// A route that takes one of a list is as many in the router.
void add_served(std::set<std::string>& served, const ApiRoute& route) {
    const std::string& last = route.parameters.empty() ? "" : route.parameters.back();
    const std::size_t choices = last.find("\"enum\":[");
    if (choices == std::string::npos) {
        served.insert(upper(route.method) + " " + route.pattern);
        return;
    }
    std::string_view rest = std::string_view(last).substr(choices + 8);
    rest = rest.substr(0, rest.find(']'));
    while (!rest.empty()) {
        const std::string_view quoted = rest.substr(0, rest.find(','));
        const std::string address = route.pattern.substr(0, route.pattern.find('{'));
        served.insert("GET " + address + std::string(quoted.substr(1, quoted.size() - 2)));
        rest.remove_prefix(std::min(quoted.size() + 1, rest.size()));
    }
}

TEST(ServiceDocuments, TheOpenApiDocumentListsExactlyWhatIsServed) {
    const Service service = books::books_app().build();
    const TypeCatalogue types(service);
    std::set<std::string> listed;
    for (const ApiRoute& route : api_routes(service, types)) add_served(listed, route);
    for (const bool with_dev_pages : {false, true}) {
        const http::Router router = router_of(service, with_dev_pages);
        const std::set<std::string> served(router.served().begin(), router.served().end());
        if (with_dev_pages) listed.insert(undeclared_routes.begin(), undeclared_routes.end());
        EXPECT_EQ(listed, served);
        EXPECT_EQ(served.size(), router.served().size());
    }
}

TEST(ServiceDocuments, AreWellFormed) {
    for (const http::Document& document : service_documents(books::books_app().build(), "1")) {
        for (const http::Rendering& rendering : document.renderings) {
            EXPECT_FALSE(rendering.body.empty()) << document.path;
            EXPECT_THAT(rendering.body, Not(HasSubstr("@service@"))) << document.path;
            JsonDocument json;
            const bool parsed = !rendering.media_type.ends_with("json") || !json.parse(rendering.body);
            EXPECT_TRUE(parsed) << document.path;
        }
    }
}

// Nothing is loaded from elsewhere, and no script or style stands in a page.
TEST(ServiceDocuments, ThePagesKeepToTheirService) {
    for (const http::Document& document : service_documents(books::books_app().build(), "1")) {
        const http::Rendering& rendering = document.renderings.front();
        if (!rendering.media_type.starts_with("text/html")) continue;
        EXPECT_THAT(document.fields, HasSubstr("Content-Security-Policy: default-src 'self'")) << document.path;
        for (const char* foreign : {"http://", "https://", "<script>", "<style", " style=", " onclick="}) {
            EXPECT_THAT(rendering.body, Not(HasSubstr(foreign))) << document.path;
        }
    }
}

TEST(ServiceDocuments, TheOpenApiDocumentIsTheSameEveryTime) {
    EXPECT_EQ(openapi_json(books::books_app().build()), openapi_json(books::books_app().build()));
}

}  // namespace
}  // namespace hapax
