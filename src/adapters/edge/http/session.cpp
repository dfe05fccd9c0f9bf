#include "adapters/edge/http/session.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "kernel/assert.hpp"

namespace hapax::http {
namespace {

constexpr std::size_t first_buffer_bytes = 4 << 10;
constexpr std::size_t kept_buffer_bytes = 32 << 10;  // an idle connection gives back what is larger
constexpr std::size_t read_ahead_bytes = 2 << 10;    // always this much room to read into
constexpr std::size_t held_bytes_max = 4 << 10;      // that came behind a request whose answer goes on
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

Session::Session(const Limits& limits, SessionOwner& owner, std::string name, Instant now)
    : limits_(&limits),
      owner_(&owner),
      name_(std::move(name)),
      head_(limits),
      chunks_(limits),
      turns_(1),
      last_progress_(now),
      deadline_(now + limits.idle_time) {}

// What a connection may hold is bounded by the parsers: they refuse a head or body before it outgrows its limit.
std::span<char> Session::space() {
    if (!wants_bytes()) return {};
    if (in_.size() - end_ < read_ahead_bytes) compact();
    if (in_.size() - end_ < read_ahead_bytes) in_.resize(std::max(first_buffer_bytes, in_.size() * 2));
    return {in_.data() + end_, in_.size() - end_};
}

void Session::compact() {
    if (begin_ == 0) return;
    std::memmove(in_.data(), in_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
}

bool Session::room() const {
    return stream_ == Stream::none && reading_ != Reading::nothing &&
           next_turn_ - next_answer_ < limits_->pipeline_max && out_.size() + unsent_ <= limits_->unsent_bytes_max;
}

// Behind an answer that goes on nothing is parsed, but it must be seen when the peer goes away.
bool Session::listening() const {
    if (stream_ == Stream::upgraded) return out_.size() + unsent_ <= limits_->unsent_bytes_max;
    return stream_ == Stream::held && end_ - begin_ < held_bytes_max;
}

void Session::received(std::size_t bytes, Instant now) {
    HAPAX_ASSERT(bytes <= in_.size() - end_, "more was received than there was space for");
    if (begin_ == end_) request_began_ = now;
    end_ += bytes;
    pump(now);
}

void Session::went_on(Instant now) {
    pump(now);
}

void Session::pump(Instant now) {
    if (std::exchange(pumping_, true)) return;
    Parsed parsed = Parsed::complete;
    if (stream_ != Stream::none) give_bytes_away();
    while (parsed == Parsed::complete && room() && (begin_ != end_ || reading_ == Reading::body)) {
        parsed = reading_ == Reading::head ? parse_head() : parse_body();
        if (parsed == Parsed::complete) request_began_ = now;
    }
    if (stream_ != Stream::none) give_bytes_away();
    if (begin_ == end_ && reading_ != Reading::body) {
        begin_ = end_ = 0;
        if (in_.size() > kept_buffer_bytes || stream_ != Stream::none) std::vector<char>().swap(in_);
    }
    pumping_ = false;
    set_deadline(now);
}

// To the protocol that was changed to; or to nobody, when no request can follow.
void Session::give_bytes_away() {
    if (stream_ == Stream::upgraded && begin_ != end_) {
        const std::string_view bytes(in_.data() + begin_, end_ - begin_);
        begin_ = end_;
        owner_->upgraded(*this, bytes);
    }
    if (reading_ == Reading::nothing) begin_ = end_;
}

Parsed Session::parse_head() {
    const Parsed parsed = head_.parse({in_.data() + begin_, end_ - begin_});
    if (parsed == Parsed::refused) refuse(head_.refusal());
    if (parsed != Parsed::complete) return parsed;
    reading_ = Reading::body;
    body_received_ = 0;
    continue_due_ = head_.head().expects_continue;
    return parsed;
}

Parsed Session::parse_body() {
    const std::size_t head_length = head_.length();
    const std::span<char> bytes = unparsed().subspan(head_length);
    if (!bytes.empty()) continue_due_ = false;
    if (!head_.head().chunked) {
        const std::size_t length = head_.head().content_length;
        body_received_ = bytes.size();
        if (bytes.size() < length) return continue_if_expected(), Parsed::incomplete;
        complete_request(head_length + length, {bytes.data(), length});
        return Parsed::complete;
    }
    const Parsed parsed = chunks_.parse(bytes);
    if (parsed == Parsed::refused) refuse(chunks_.refusal());
    if (parsed == Parsed::incomplete) {
        end_ = begin_ + head_length + chunks_.close_gap(bytes);
        body_received_ = chunks_.body_length();
        continue_if_expected();
    }
    if (parsed == Parsed::complete) {
        complete_request(head_length + chunks_.consumed(), {bytes.data(), chunks_.body_length()});
    }
    return parsed;
}

// Only when no earlier answer is outstanding: the line would otherwise overtake it.
void Session::continue_if_expected() {
    if (!continue_due_ || next_turn_ != next_answer_) return;
    continue_due_ = false;
    out_ += continue_line;
    owner_->changed(*this);
}

void Session::complete_request(std::size_t length, std::string_view body) {
    const Request request{head_.head(), in_.data() + begin_, body};
    const Turn turn = open_turn(request.head);
    reading_ = turn_at(turn).close ? Reading::nothing : Reading::head;
    owner_->requested(*this, turn, request);
    head_.restart();
    chunks_.restart();
    begin_ = reading_ == Reading::nothing ? end_ : begin_ + length;
}

void Session::refuse(const Refusal& refusal) {
    Head closing;
    closing.close = true;
    reading_ = Reading::nothing;
    begin_ = end_;
    owner_->refused(*this, open_turn(closing), refusal);
}

Turn Session::open_turn(const Head& head) {
    const std::size_t open = next_turn_ - next_answer_;
    if (open == turns_.size()) {
        std::vector<Answering> larger(turns_.size() * 2);
        for (Turn t = next_answer_; t != next_turn_; ++t) larger[t % larger.size()] = std::move(turn_at(t));
        turns_ = std::move(larger);
    }
    Answering& turn = turn_at(next_turn_);
    turn.answered = false;
    turn.close = head.close || draining_;
    turn.without_body = head.method == Method::head;
    turn.keeps_alive = head.minor_0 && head.keep_alive;
    turn.minor_0 = head.minor_0;
    turn.tag = 0;
    turn.bytes.clear();
    return next_turn_++;
}

std::string& Session::begin_answer(Turn turn) {
    HAPAX_ASSERT(turn >= next_answer_ && turn < next_turn_ && !turn_at(turn).answered, "a request was answered twice");
    return turn == next_answer_ ? out_ : turn_at(turn).bytes;
}

void Session::end_answer(Turn turn) {
    turn_at(turn).answered = true;
    if (stream_ != Stream::none && turn == streaming_) stream_ = Stream::none;
    if (turn == next_answer_) release_answers();
}

void Session::hold(Turn turn) {
    HAPAX_ASSERT(turn + 1 == next_turn_ && stream_ == Stream::none, "only the last request can be answered for ever");
    stream_ = Stream::held;
    streaming_ = turn;
    if (!turn_at(turn).minor_0) return;
    turn_at(turn).close = true;  // to HTTP/1.0 only the end of the connection says that an answer has ended
    reading_ = Reading::nothing;
}

void Session::upgrade(Turn turn) {
    if (stream_ == Stream::none) hold(turn);
    stream_ = Stream::upgraded;
    reading_ = Reading::nothing;
}

void Session::push_answer(Turn turn) {
    if (turn == next_answer_) owner_->changed(*this);
}

void Session::release_answers() {
    while (next_answer_ != next_turn_ && turn_at(next_answer_).answered) {
        out_ += turn_at(next_answer_).bytes;
        turn_at(next_answer_).bytes.clear();
        ++next_answer_;
    }
    if (next_answer_ != next_turn_) out_ += std::exchange(turn_at(next_answer_).bytes, {});
    if (reading_ == Reading::body) continue_if_expected();
    owner_->changed(*this);
}

void Session::peer_closed() {
    if (stream_ != Stream::none) stream_ = Stream::abandoned;
    reading_ = Reading::nothing;
    begin_ = end_ = 0;
    if (over()) owner_->changed(*this);
}

// A request that has begun to arrive is still read and answered if it comes soon; its answer says that it was the last.
void Session::drain(Instant now) {
    draining_ = true;
    drain_deadline_ = now + limits_->drain_grace;
    if (reading_ == Reading::head && begin_ == end_) {
        reading_ = Reading::nothing;
        if (next_turn_ != next_answer_) turn_at(next_turn_ - 1).close = true;
    }
    set_deadline(now);
    if (over()) owner_->changed(*this);
}

void Session::take_output(std::string& into) {
    HAPAX_ASSERT(into.empty(), "output would be lost");
    into.swap(out_);
}

void Session::sent(std::size_t unsent_bytes, Instant now) {
    if (unsent_bytes < unsent_ || unsent_bytes == 0 || unsent_ == 0) last_progress_ = now;
    unsent_ = unsent_bytes;
    pump(now);
}

bool Session::over() const {
    if (stream_ == Stream::abandoned) return true;
    return reading_ == Reading::nothing && next_turn_ == next_answer_ && out_.empty();
}

void Session::set_deadline(Instant now) {
    if (unsent_ > 0) {
        deadline_ = last_progress_ + limits_->write_time;
    } else if (reading_ == Reading::body) {
        const auto earned = std::chrono::seconds{body_received_ / limits_->body_bytes_per_second_min};
        deadline_ = request_began_ + limits_->body_grace + earned;
    } else if (reading_ == Reading::head && begin_ != end_) {
        deadline_ = request_began_ + limits_->header_time;
    } else {
        deadline_ = next_turn_ != next_answer_ ? never : now + limits_->idle_time;
    }
    const bool arriving = reading_ == Reading::body || (reading_ == Reading::head && begin_ != end_);
    if (arriving) deadline_ = std::min(deadline_, drain_deadline_);
}

bool Session::deadline_passed(Instant now) {
    if (unsent_ > 0) return false;
    if (!room()) {
        deadline_ = now + limits_->idle_time;
        return true;
    }
    const bool silent = reading_ == Reading::head && begin_ == end_;
    if (silent) {
        peer_closed();
    } else if (reading_ != Reading::nothing) {
        refuse(refusal::too_slow);
    }
    set_deadline(now);
    return true;
}

}  // namespace hapax::http
