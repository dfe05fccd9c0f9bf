// JsonReader: what every read of a JSON value keeps: how strict it is, where it is, and what was wrong.
//
// Modes    strict, for what clients send: unknown members are errors, limits of fields hold.
//          tolerant, for what we stored: unknown members are skipped.
// Errors   all of them are collected, up to errors_max, each with its RFC 6901 pointer.
// Threads  one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "codec/json_view.hpp"
#include "kernel/model/aggregate_type.hpp"

namespace hapax {

enum class Reading : std::uint8_t { strict, tolerant };

class JsonReader {
 public:
    static constexpr std::size_t errors_max = 32;

    explicit JsonReader(Reading mode) : mode_(mode) {}

    bool strict() const { return mode_ == Reading::strict; }
    bool clean() const { return errors_.empty(); }
    const std::vector<FieldError>& errors() const { return errors_; }
    std::vector<FieldError> take_errors() { return std::move(errors_); }

    // One line for a log: the first error with its place.
    std::string sentence() const;

    // Notes what is wrong with the value that is being read; always false, for `return reader.wrong("…")`.
    bool wrong(std::string detail);
    bool wrong_member(std::string_view name, std::string detail);

    // Within the scope the reader is inside that member or element.
    class Step {
     public:
        Step(JsonReader& reader, std::string_view name) : reader_(reader), up_(reader.here_), name_(name) {
            reader.here_ = this;
        }
        Step(JsonReader& reader, std::size_t index) : reader_(reader), up_(reader.here_), index_(index) {
            reader.here_ = this;
        }
        ~Step() { reader_.here_ = up_; }
        Step(const Step&) = delete;
        Step& operator=(const Step&) = delete;

     private:
        friend class JsonReader;
        JsonReader& reader_;
        const Step* up_;
        std::string_view name_;
        std::size_t index_ = no_index;
        static constexpr std::size_t no_index = SIZE_MAX;
    };

 private:
    static std::string pointer(const Step* step);

    Reading mode_;
    const Step* here_ = nullptr;
    std::vector<FieldError> errors_;
};

// Strict: notes every member of the object that is not among the names.
void refuse_unknown_members(JsonReader& reader, JsonView object, const std::vector<std::string_view>& names);

std::string_view kind_word(JsonView::Kind kind);  // "a number", "an object"

}  // namespace hapax
