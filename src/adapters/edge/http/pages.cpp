#include "adapters/edge/http/pages.hpp"

#include <utility>

namespace hapax::http {

std::vector<Page> standard_pages(const HealthSource& health, std::function<void(std::string&)> metrics_text) {
    std::vector<Page> pages;
    pages.push_back({"/health/live", [&](PageAnswer& page) { page.status = health.live(page.body) ? 200 : 503; }});
    pages.push_back({"/health/ready", [&](PageAnswer& page) { page.status = health.ready(page.body) ? 200 : 503; }});
    pages.push_back({"/metrics", [render = std::move(metrics_text)](PageAnswer& page) {
                         page.content_type = "text/plain; version=0.0.4; charset=utf-8";
                         render(page.body);
                     }});
    return pages;
}

}  // namespace hapax::http
