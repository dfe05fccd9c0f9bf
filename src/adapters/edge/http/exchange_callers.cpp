// Exchange, at the door: who asks, may he ask now, and is there still somebody who waits for the answer. What is refused
// here was looked at by nobody, and leaves no trace.

#include <algorithm>

#include "adapters/edge/http/exchange.hpp"
#include "kernel/planted.hpp"

namespace hapax::http {
namespace {

const Refusal& refusal_of(Doubt doubt) {
    switch (doubt) {
        case Doubt::missing:
            return refusal::missing_token;
        case Doubt::expired:
            return refusal::ended_token;
        case Doubt::unasked_for:
            return refusal::unasked_token;
        case Doubt::invalid:
            break;
    }
    return refusal::bad_token;
}

std::uint32_t seconds_up(Duration wait) {
    return static_cast<std::uint32_t>(std::chrono::ceil<std::chrono::seconds>(wait).count());
}

}  // namespace

bool Exchange::let_in(Incoming& incoming, std::string_view token_in_address) {
    if (const Refusal* stranger = identify(incoming, token_in_address)) return refuse(incoming, *stranger), false;
    if (const Refusal* late = check_deadline(incoming)) return refuse(incoming, *late), false;
    const auto admission = caller_limits_.admit(incoming.asker->scope, now_);
    incoming.place = admission.place;
    if (admission.granted) return true;
    const Refusal& why = admission.too_many_at_once ? refusal::too_many_at_once : refusal::too_many_requests;
    refuse_for(incoming, why, std::max(seconds_up(admission.wait), limits_.retry_after_seconds));
    return false;
}

// A field that is no token is not as good as none: who sent it believes that it says who he is.
const Refusal* Exchange::identify(Incoming& incoming, std::string_view token_in_address) {
    std::string_view token = token_in_address;
    if (incoming.request.has(Field::authorization)) {
        const auto sent = bearer_token(incoming.request.field(Field::authorization));
        if (!sent) return &refusal::bad_token;
        token = *sent;
    }
    const Identification who = identity_.identify(token, wall_);
    if (!who) return &refusal_of(who.error());
    incoming.asker = *who;
    return nullptr;
}

// The time that the client gives counts from the first byte of its request.
const Refusal* Exchange::check_deadline(Incoming& incoming) const {
    if (!incoming.request.has(Field::timeout_ms)) return nullptr;
    const auto given = timeout(incoming.request.field(Field::timeout_ms));
    if (!given) return &refusal::bad_timeout;
    incoming.deadline = incoming.session.request_began() + *given;
    return incoming.deadline <= now_ ? &refusal::deadline_passed : nullptr;
}

CallerScope Exchange::scope_of(const Incoming& incoming) const {
    return planted(Bug::operation_without_caller) ? scope_of_nobody() : incoming.asker->scope;
}

}  // namespace hapax::http
