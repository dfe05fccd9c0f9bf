#include "world/http_client.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "kernel/assert.hpp"

namespace hapax::world {
namespace {

constexpr std::string_view version = "HTTP/1.1 ";
constexpr std::string_view line_end = "\r\n";
constexpr std::string_view head_end = "\r\n\r\n";
constexpr std::string_view separator = ": ";

std::size_t number(std::string_view text) {
    std::size_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// Calls use(name, value) for each line.
template <class Use>
void for_each_field(std::string_view head, const Use& use) {
    while (!head.empty()) {
        const std::string_view line = head.substr(0, head.find(line_end));
        const std::size_t colon = line.find(separator);
        HAPAX_ASSERT(colon != std::string_view::npos, "a header line without a colon");
        use(line.substr(0, colon), line.substr(colon + separator.size()));
        head.remove_prefix(line.size() + line_end.size());
    }
}

// `head` ends with the end of its last line.
HttpAnswer parse_head(std::string_view head) {
    HAPAX_ASSERT(head.starts_with(version), "an answer of another protocol");
    HttpAnswer answer;
    answer.status = static_cast<int>(number(head.substr(version.size(), 3)));
    answer.head = head.substr(head.find(line_end) + line_end.size());
    return answer;
}

}  // namespace

std::string_view HttpAnswer::field(std::string_view name) const {
    std::optional<std::string_view> found;
    for_each_field(head, [&](std::string_view of, std::string_view value) {
        if (of == name && !found) found = value;
    });
    return found.value_or(std::string_view());
}

std::optional<HttpAnswer> take_answer(std::string& bytes) {
    const std::size_t end = bytes.find(head_end);
    if (end == std::string::npos) return std::nullopt;
    HttpAnswer answer = parse_head(std::string_view(bytes).substr(0, end + line_end.size()));
    const std::size_t begin = end + head_end.size();
    const std::size_t length = number(answer.field("Content-Length"));
    if (bytes.size() < begin + length) return std::nullopt;
    answer.body = bytes.substr(begin, length);
    bytes.erase(0, begin + length);
    return answer;
}

Exchanged HttpClient::ask(const std::string& request, Duration patience) {
    const Instant deadline = runtime_.now() + patience;
    Exchanged exchanged;
    if (!connected()) return exchanged;
    exchanged.sent = true;
    send(request);
    await(exchanged, deadline);
    return exchanged;
}

// When one is not answered, the rest are not either: answers come in order.
std::vector<Exchanged> HttpClient::ask_all(const std::vector<std::string>& requests, Duration patience) {
    const Instant deadline = runtime_.now() + patience;
    std::vector<Exchanged> all(requests.size());
    if (!connected()) return all;
    std::string bytes;
    for (const std::string& request : requests) bytes += request;
    send(bytes);
    for (Exchanged& exchanged : all) exchanged.sent = true;
    for (Exchanged& exchanged : all) {
        if (wire_) await(exchanged, deadline);
    }
    return all;
}

// The whole request may be sent too: then only the answer is not waited for.
void HttpClient::abandon(const std::string& request) {
    if (!connected()) return;
    const std::size_t part = 1 + random_.below(request.size());
    send(std::string_view(request).substr(0, part));
    close(random_.chance(50 * one_percent) ? Ending::reset : Ending::orderly);
}

std::optional<HttpAnswer> HttpClient::babble(const std::string& bytes, Duration patience) {
    const Instant deadline = runtime_.now() + patience;
    if (!connected()) return std::nullopt;
    send(bytes);
    auto answer = wait(deadline);
    close(Ending::reset);
    return answer;
}

void HttpClient::pause(Duration time) {
    const Instant until = runtime_.now() + time;
    while (runtime_.now() < until) parker_->park(until);
}

bool HttpClient::connected() {
    if (wire_ && wire_->server_ended) close(Ending::reset);
    if (!wire_) wire_ = network_.connect(*parker_);
    return wire_ != nullptr;
}

void HttpClient::send(std::string_view bytes) {
    for (std::uint64_t pieces = 1 + random_.below(manner_.pieces_max); pieces > 1 && bytes.size() > 1; --pieces) {
        const std::size_t length = 1 + random_.below(bytes.size() - 1);
        network_.send(*wire_, bytes.substr(0, length));
        bytes.remove_prefix(length);
        pause(Duration(1 + random_.below(static_cast<std::uint64_t>(manner_.pause_max.count()))));
    }
    network_.send(*wire_, bytes);
}

// Who was not answered gives the connection up, and so does who is told that it ends.
void HttpClient::await(Exchanged& exchanged, Instant deadline) {
    exchanged.answer = wait(deadline);
    if (!exchanged.answer) {
        close(random_.chance(50 * one_percent) ? Ending::reset : Ending::orderly);
    } else if (exchanged.answer->field("Connection") == "close") {
        close(Ending::orderly);
    }
}

std::optional<HttpAnswer> HttpClient::wait(Instant deadline) {
    for (;;) {
        if (auto answer = take_answer(wire_->to_client)) return answer;
        if (wire_->server_ended || runtime_.now() >= deadline) return std::nullopt;
        parker_->park(deadline);
    }
}

void HttpClient::close(Ending how) {
    if (wire_) network_.hang_up(*std::exchange(wire_, nullptr), how);
}

}  // namespace hapax::world
