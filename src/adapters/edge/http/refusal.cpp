#include "adapters/edge/http/refusal.hpp"

#include <array>
#include <utility>

#include "ports/driving/queries.hpp"

namespace hapax::http {
namespace {

using Row = std::pair<ErrorCode, unsigned>;
constexpr std::array<Row, 13> statuses{{
    {operation_errc::payload_mismatch, 422},
    {operation_errc::expired, 410},
    {operation_errc::from_the_future, 422},
    {operation_errc::not_version_7, 422},
    {operation_errc::overloaded, 503},
    {operation_errc::stopping, 503},
    {operation_errc::storage_full, 507},
    {operation_errc::outcome_unknown, 503},
    {operation_errc::deadline_passed, 504},
    {query_errc::rebuilding, 503},
    {views_errc::busy, 503},
    {views_errc::broken, 503},
    {views_errc::bad_cursor, 400},
}};

}  // namespace

unsigned status_of(const ErrorCode& code) {
    for (const auto& [known, status] : statuses) {
        if (known == code) return status;
    }
    return code.handling == Handling::retry ? 503 : 500;
}

}  // namespace hapax::http
