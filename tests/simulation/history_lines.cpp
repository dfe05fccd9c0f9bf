#include "history_lines.hpp"

#include <functional>
#include <set>

#include "codec/digest.hpp"
#include "json_line.hpp"
#include "json_text.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr std::string_view accounts = "/accounts/";

std::string key_of(std::string_view address) {
    const std::string_view account = address.substr(accounts.size());
    return "account/" + std::string(account.substr(0, account.find('/')));
}

std::int64_t value_of(const Payload& payload) {
    const std::int64_t amount = number_of(payload.body, "amount").value_or(0);
    return payload.address.find("/withdrawals/") == std::string::npos ? amount : -amount;
}

std::string_view verb_of(Asked asked) {
    if (asked == Asked::submit) return "submit";
    return asked == Asked::balance ? "read" : "poll";
}

bool has_line(const Attempt& attempt) {
    return attempt.asked != Asked::movements && !attempt.conditional && !attempt.pushed;
}

std::string resp_hash(const world::HttpAnswer& answer) {
    std::string form = std::to_string(answer.status);
    form.append("\ncontent-type: ").append(answer.field("Content-Type"));
    form.append("\nlocation: ").append(answer.field("Location"));
    form.append("\nx-operation: ").append(answer.field("X-Operation"));
    return hash_text(sha256(form.append("\n\n").append(answer.body)));
}

// The answer or problem stands before the links, which end the document.
std::string doc_hash(std::string_view document, std::string_view state) {
    constexpr std::string_view links = ",\"links\":";
    std::size_t begin = document.find("\"answer\":");
    if (begin == std::string_view::npos) begin = document.find("\"problem\":");
    std::string form = std::string(state) + "\n";
    if (begin != std::string_view::npos) {
        begin = document.find(':', begin) + 1;
        form += document.substr(begin, document.rfind(links) - begin);
    }
    return hash_text(sha256(form));
}

bool is_terminal(std::string_view state) {
    return state == "completed" || state == "rejected" || state == "failed";
}

class Writer {
 public:
    explicit Writer(const History& history) : history_(history) {}

    std::string write() {
        std::map<std::uint64_t, std::function<void()>> events;
        for (const Nemesis& nemesis : history_.nemesis) events[nemesis.event] = [&] { done_to_it(nemesis); };
        for (const Attempt& attempt : history_.attempts) {
            if (!has_line(attempt)) continue;
            events[attempt.invoked] = [&] { invoke(attempt); };
            if (attempt.ended != 0) events[attempt.ended] = [&] { end(attempt); };
        }
        for (const Followed& followed : history_.followed) {
            const std::uint64_t process = ++processes_;
            for (const Heard& heard : followed.heard)
                events[heard.event] = [&, process] { hear(followed, heard, process); };
        }
        for (const auto& [event, write] : events) write();
        return std::move(text_);
    }

 private:
    JsonLine begin(Instant at, std::string_view type) {
        JsonLine line;
        line.number("n", ++lines_);
        line.number("t", at.time_since_epoch().count());
        line.text("type", type);
        return line;
    }

    // A process has one call under way: pipelines and helpers are as many processes.
    std::uint64_t take_process(const Attempt& attempt) {
        std::uint64_t process = processes_ + 1;
        if (free_.empty()) {
            ++processes_;
        } else {
            process = *free_.begin();
            free_.erase(free_.begin());
        }
        return by_attempt_[&attempt] = process;
    }

    void done_to_it(const Nemesis& nemesis) {
        JsonLine line = begin(nemesis.at, "nemesis");
        line.text("fault", nemesis.fault);
        text_ += line.end();
    }

    void hear(const Followed& followed, const Heard& heard, std::uint64_t process) {
        JsonLine line = begin(heard.at, "ok");
        line.text("f", "push");
        line.number("proc", process);
        line.text("op", heard.operation);
        if (!followed.caller.empty()) line.text("caller", followed.caller);
        line.text("state", heard.name);
        line.text("position", heard.said);
        text_ += line.end();
    }

    void invoke(const Attempt& attempt) {
        JsonLine line = begin(attempt.invoked_at, "invoke");
        line.text("f", verb_of(attempt.asked));
        line.number("proc", take_process(attempt));
        if (attempt.asked == Asked::balance) {
            line.text("view", "balances");
            line.text("key", "account/" + attempt.account);
        } else {
            add_operation(line, attempt);
        }
        if (attempt.asked == Asked::submit) add_payload(line, attempt);
        text_ += line.end();
    }

    void add_operation(JsonLine& line, const Attempt& attempt) const {
        const Op& op = history_.ops[attempt.op];
        const std::string& caller = attempt.asked == Asked::stranger ? attempt.account : op.caller;
        line.text("op", op.id.value.text());
        if (!caller.empty()) line.text("caller", caller);
    }

    void add_payload(JsonLine& line, const Attempt& attempt) {
        const Payload& payload = history_.ops[attempt.op].payloads[attempt.payload];
        line.text("key", key_of(payload.address));
        line.text("body_hash", hash_text(fingerprint("PUT", payload.address, payload.body).value));
        if (value_of(payload) != 0) line.number("value", value_of(payload));
        line.number("attempt", ++attempts_[attempt.op]);
    }

    void end(const Attempt& attempt) {
        const std::string_view type = type_of(attempt);
        JsonLine line = begin(attempt.ended_at, type);
        line.text("f", verb_of(attempt.asked));
        const std::uint64_t process = by_attempt_.at(&attempt);
        line.number("proc", process);
        if (type != "info") free_.insert(process);
        if (attempt.asked != Asked::balance) add_operation(line, attempt);
        if (attempt.answer) add_answer(line, attempt, type == "ok");
        text_ += line.end();
    }

    static std::string_view type_of(const Attempt& attempt) {
        if (!attempt.answer) return attempt.sent ? "info" : "fail";
        if (attempt.asked == Asked::submit) return type_of(came(attempt));
        const int status = attempt.answer->status;
        if (status == 410) return "fail";
        return status == 200 || status == 404 ? "ok" : "info";
    }

    static std::string_view type_of(Came came_to) {
        switch (came_to) {
            case Came::final:
            case Came::accepted:
                return "ok";
            case Came::mismatch:
            case Came::refused:
            case Came::alike:
            case Came::unwelcome:
            case Came::expired:
                return "fail";
            default:
                return "info";
        }
    }

    void add_answer(JsonLine& line, const Attempt& attempt, bool ok) const {
        const world::HttpAnswer& answer = *attempt.answer;
        line.number("status", answer.status);
        const std::string_view code = text_of(answer.body, "code");
        if (!code.empty() && attempt.asked == Asked::submit) line.text("code", code);
        if (!ok) return;
        const auto balance = number_of(answer.body, attempt.asked == Asked::balance ? "amount" : "balance");
        if (attempt.asked == Asked::balance) {
            if (balance) line.number("balance", *balance);
        } else if (attempt.asked == Asked::submit) {
            add_final(line, attempt);
        } else {
            add_state(line, answer);
        }
    }

    static void add_final(JsonLine& line, const Attempt& attempt) {
        if (came(attempt) != Came::final) return;
        const world::HttpAnswer& answer = *attempt.answer;
        line.text("resp_hash", resp_hash(answer));
        if (answer.status != 201) return;
        const std::string_view tag = answer.field("ETag");
        line.text("version", tag.substr(1, tag.size() - 2));
        line.text("position", answer.field("X-Position"));
    }

    static void add_state(JsonLine& line, const world::HttpAnswer& answer) {
        const std::string_view state = answer.status == 404 ? "absent" : text_of(answer.body, "status");
        line.text("state", state);
        if (is_terminal(state)) line.text("doc_hash", doc_hash(answer.body, state));
    }

    const History& history_;
    std::string text_;
    std::uint64_t lines_ = 0;
    std::uint64_t processes_ = 0;
    std::set<std::uint64_t> free_;
    std::map<const Attempt*, std::uint64_t> by_attempt_;
    std::map<std::size_t, std::uint64_t> attempts_;
};

}  // namespace

std::string history_lines(const History& history) {
    return Writer(history).write();
}

}  // namespace hapax::simulated_bank
