#include "clients/cpp/src/answer_parser.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "hapax/client/errc.hpp"
#include "kernel/assert.hpp"

namespace hapax::client {
namespace {

namespace http = boost::beast::http;
using Parser = http::response_parser<http::string_body>;
using ParserError = boost::system::error_code;

bool is_interim(unsigned status) {
    return status >= 100 && status < 200;
}

Result<void> error_of(const ParserError& error) {
    if (error == http::error::body_limit || error == http::error::header_limit)
        return fail(client_errc::answer_too_large, error.message());
    return fail(client_errc::bad_answer, error.message());
}

}  // namespace

class AnswerParser::State {
 public:
    explicit State(const Limits& limits) : limits_(limits) { begin(); }

    Result<void> take(std::string_view bytes) {
        begun = true;
        left_.append(bytes);
        while (!whole && !left_.empty()) {
            const auto went_on = parse();
            if (!went_on) return pass_on(went_on);
            if (!*went_on) break;
        }
        return {};
    }

    bool reusable() const { return whole && left_.empty() && parser_->keep_alive(); }

    Response response() {
        HAPAX_ASSERT(whole, "an answer is taken when it is whole");
        auto message = parser_->release();
        Response response{message.result_int(), {}, std::move(message.body())};
        for (const auto& field : message) {
            response.headers.push_back({std::string(field.name_string()), std::string(field.value())});
        }
        return response;
    }

    bool whole = false;
    bool begun = false;

 private:
    void begin() {
        parser_.emplace();
        parser_->eager(true);
        parser_->header_limit(static_cast<std::uint32_t>(limits_.answer_head_bytes_max));
        parser_->body_limit(limits_.answer_body_bytes_max);
    }

    // Whether there may be more to parse in what is left.
    Result<bool> parse() {
        ParserError error;
        const std::size_t used = parser_->put(boost::asio::buffer(left_), error);
        left_.erase(0, used);
        if (error == http::error::need_more) error = {};
        if (error) return pass_on(error_of(error));
        if (parser_->is_header_done()) {
            if (auto framed = check_framing(); !framed) return pass_on(framed);
        }
        if (!parser_->is_done()) return used > 0;
        if (!is_interim(parser_->get().result_int())) {
            whole = true;
        } else if (++interim_ > limits_.interim_answers_max) {
            return fail(client_errc::bad_answer, "too many interim answers");
        } else {
            begin();
        }
        return true;
    }

    Result<void> check_framing() {
        const auto& head = parser_->get();
        if (head.result_int() == 101) return fail(client_errc::bad_answer, "nobody asked for another protocol");
        if (head.result_int() < 100 || head.result_int() > 599)
            return fail(client_errc::bad_answer, "there is no such status");
        if (head.count(http::field::content_length) > 0 && head.count(http::field::transfer_encoding) > 0)
            return fail(client_errc::bad_answer, "two lengths");
        if (head.count(http::field::transfer_encoding) > 0 && !parser_->chunked())
            return fail(client_errc::bad_answer, "a coding that is not understood");
        if (parser_->need_eof()) return fail(client_errc::bad_answer, "an answer without a length");
        return {};
    }

    const Limits& limits_;
    std::optional<Parser> parser_;
    std::string left_;
    std::size_t interim_ = 0;
};

AnswerParser::AnswerParser(const Limits& limits) : state_(std::make_unique<State>(limits)) {}

AnswerParser::~AnswerParser() = default;

Result<void> AnswerParser::take(std::string_view bytes) {
    return state_->take(bytes);
}

bool AnswerParser::whole() const {
    return state_->whole;
}

bool AnswerParser::begun() const {
    return state_->begun;
}

bool AnswerParser::reusable() const {
    return state_->reusable();
}

Response AnswerParser::response() {
    return state_->response();
}

}  // namespace hapax::client
