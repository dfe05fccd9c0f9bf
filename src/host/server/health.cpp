#include "host/server/health.hpp"

#include "host/server/version.hpp"

namespace hapax {
namespace {

std::string check(std::string_view name, bool good) {
    return "{\"name\":\"" + std::string(name) + "\",\"status\":\"" + (good ? "pass" : "fail") + "\"}";
}

http::PageAnswer readiness(const HealthSources& sources) {
    const bool shown = sources.ready.value() == 1;
    const bool running = sources.stopping.value() == 0;
    const bool whole = sources.index_rebuilding.value() == 0;
    const bool good = shown && running && whole;
    http::PageAnswer answer;
    answer.status = good ? 200 : 503;
    answer.body = std::string("{\"status\":\"") + (good ? "pass" : "fail") + "\",\"service\":\"" + sources.service +
                  "\",\"insecure\":" + (sources.insecure ? "true" : "false") + ",\"callers\":\"" +
                  std::string(sources.callers) + "\",\"checks\":[" + check("required-views-shown", shown) + "," +
                  check("index-whole", whole) + "," + check("not-stopping", running) + "]}";
    return answer;
}

}  // namespace

std::vector<http::Page> health_pages(const HealthSources& sources) {
    const auto ready = [sources](http::PageAnswer& answer) { answer = readiness(sources); };
    return {
        {"/health/live", [](http::PageAnswer& answer) { answer.body = R"({"status":"pass"})"; }},
        {"/health/ready", ready},
        {"/health", ready},
        {"/metrics",
         [&metrics = sources.metrics](http::PageAnswer& answer) {
             answer.content_type = PrometheusMetrics::content_type;
             answer.body = metrics.render();
         }},
        {"/version",
         [](http::PageAnswer& answer) { answer.body = std::string("{\"hapax\":\"") + version_text + "\"}"; }},
    };
}

}  // namespace hapax
