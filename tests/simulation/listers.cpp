#include "listers.hpp"

#include <charconv>
#include <span>

#include "clients.hpp"
#include "json_text.hpp"
#include "requests.hpp"
#include "simulation/event_hash.hpp"

namespace hapax::simulated_bank {
namespace {

using std::chrono::milliseconds;
using world::reach;

constexpr Duration patience = milliseconds(3000);
constexpr std::uint64_t pause_max_us = 150'000;
constexpr std::uint64_t page_max = 12;
constexpr std::uint32_t refusals_only_chance = 25 * one_percent;
constexpr std::string_view item_begin = R"({"id":")";

std::optional<std::uint64_t> number(std::string_view digits) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

std::string path_of(const Listing& listing, std::uint64_t limit, std::string_view cursor) {
    std::string path = "/operations?limit=" + std::to_string(limit);
    if (listing.refusals_only) path += "&status=rejected";
    return cursor.empty() ? path : path.append("&cursor=").append(cursor);
}

}  // namespace

void Listers::spawn() {
    for (std::uint64_t i = 0; i < plan_.listers; ++i) {
        world_.clients().spawn("lister " + std::to_string(i), [this, i] { run(i); });
    }
}

// The last one of each is begun when nobody adds to it any more.
void Listers::run(std::uint64_t lister) {
    Random random = world_.random("lister " + std::to_string(lister));
    world::HttpClient http(world_.clients(), world_.network(), random.split("http"));
    for (bool last = false, whole = false; !last || !whole;) {
        http.pause(std::chrono::microseconds(1 + random.below(pause_max_us)));
        last = finishing_;
        Listing& listing = history_.listings.emplace_back();
        listing.caller = caller_name(lister % plan_.callers);
        listing.refusals_only = !last && random.chance(refusals_only_chance);
        listing.begun = history_.happened();
        whole = list(listing, http, random);
    }
    ++done_;
}

bool Listers::list(Listing& listing, world::HttpClient& http, Random& random) {
    const std::uint64_t limit = 1 + random.below(page_max);
    std::string cursor;
    do {
        const world::Exchanged page = http.ask(get(path_of(listing, limit, cursor), listing.caller), patience);
        if (!page.answer || page.answer->status != 200) return false;
        take(listing, *page.answer);
        cursor = text_of(page.answer->body, "next");
        listing.down_to = cursor.empty() ? 1 : number(std::string_view(cursor).substr(1)).value_or(0);
        if (cursor.empty()) return true;
        reach(world_.reached(), "a list went on");
        if (random.chance(always / 4)) http.pause(std::chrono::microseconds(1 + random.below(pause_max_us)));
    } while (true);
}

void Listers::take(Listing& listing, const world::HttpAnswer& page) {
    world_.scheduler().note(simulation::EventHash::of(std::as_bytes(std::span(page.body))));
    ++listing.pages;
    std::string_view rest = page.body;
    for (std::size_t at = rest.find(item_begin); at != std::string_view::npos;) {
        rest.remove_prefix(at);
        at = rest.find(item_begin, 1);
        const std::string_view item = rest.substr(0, at);
        listing.items.push_back({std::string(text_of(item, "id")), std::string(text_of(item, "status")),
                                 number(text_of(item, "position"))});
        reach(world_.reached(), "listed " + listing.items.back().status);
    }
}

}  // namespace hapax::simulated_bank
