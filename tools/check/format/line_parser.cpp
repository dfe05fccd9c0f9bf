#include "tools/check/format/line_parser.hpp"

#include "tools/check/format/rules.hpp"
#include "tools/check/limits.hpp"

namespace hapax::check {

bool LineParser::parse(std::string_view text, Line& line) {
    cursor_.restart(text);
    line.clear(LineKind::nemesis);
    if (!object(1, [&](std::string_view name) { return member(name, line); })) return false;
    if (!cursor_.at_end()) return cursor_.fail("nothing may follow the object");
    if (auto broken = classify(line)) return cursor_.fail(*std::move(broken));
    return true;
}

// `member` reads the value behind a name.
template <class Member>
bool LineParser::object(unsigned depth, Member member) {
    if (!cursor_.take('{')) return false;
    cursor_.skip_blanks();
    if (cursor_.take_if('}')) return true;
    std::size_t count = 0;
    do {
        if (++count > line_fields_max) return cursor_.fail("more than " + std::to_string(line_fields_max) + " fields");
        cursor_.skip_blanks();
        std::string_view name;
        if (!cursor_.text(name)) return false;
        cursor_.skip_blanks();
        if (!cursor_.take(':')) return false;
        cursor_.skip_blanks();
        if (!(name.starts_with("x_") ? cursor_.skip_value(depth + 1) : member(name))) return false;
        cursor_.skip_blanks();
    } while (cursor_.take_if(','));
    return cursor_.take('}');
}

template <class Element>
bool LineParser::array(Element element) {
    if (!cursor_.take('[')) return false;
    cursor_.skip_blanks();
    if (cursor_.take_if(']')) return true;
    std::size_t count = 0;
    do {
        if (++count > record_events_max) {
            return cursor_.fail("more than " + std::to_string(record_events_max) + " elements");
        }
        cursor_.skip_blanks();
        if (!element()) return false;
        cursor_.skip_blanks();
    } while (cursor_.take_if(','));
    return cursor_.take(']');
}

bool LineParser::member(std::string_view name, Line& line) {
    const auto field = find_field(name);
    if (!field) return unknown(name);
    if (line.has(*field)) return cursor_.fail("the field '" + std::string(name) + "' comes twice");
    return value(*field, line);
}

bool LineParser::value(Field field, Line& line) {
    std::int64_t number = 0;
    std::uint64_t hash = 0;
    bool flag = false;
    std::string_view text;
    switch (spec(field).kind) {
        case ValueKind::integer:
            return cursor_.integer(number) && (line.set(field, number), true);
        case ValueKind::ordinal:
            return cursor_.digits(number) && (line.set(field, number), true);
        case ValueKind::hash:
            return cursor_.hash(hash) && (line.set_hash(field, hash), true);
        case ValueKind::text:
            return short_text(text) && (line.set(field, text), true);
        case ValueKind::flag:
            return cursor_.flag(flag) && (line.set(field, flag ? 1 : 0), true);
        case ValueKind::events:
            line.mark(field);
            return array([&] { return event(line); });
        case ValueKind::messages:
            line.mark(field);
            return array([&] { return message(line); });
    }
    return false;
}

bool LineParser::short_text(std::string_view& out) {
    if (!cursor_.text(out)) return false;
    return out.size() <= name_bytes_max ||
           cursor_.fail("a name of more than " + std::to_string(name_bytes_max) + " bytes");
}

bool LineParser::event(Line& line) {
    EventLine made;
    if (!object(3, [&](std::string_view name) { return event_member(name, made); })) return false;
    if (made.type.empty()) return cursor_.fail("an event needs the field 'type'");
    line.events.push_back(made);
    return true;
}

bool LineParser::event_member(std::string_view name, EventLine& event) {
    if (name == "type") return short_text(event.type);
    if (name == "schema") return cursor_.digits(event.schema);
    if (name != "data") return unknown(name);
    return object(4, [&](std::string_view inner) {
        if (inner == "amount") return amount(event.amount, event.has_amount);
        if (inner == "balance") return amount(event.balance, event.has_balance);
        return cursor_.skip_value(5);
    });
}

// Only whole numbers are money; services without money may mean anything else by the word.
bool LineParser::amount(std::int64_t& out, bool& has) {
    const bool number = cursor_.at('-') || !(cursor_.at('"') || cursor_.at('{') || cursor_.at('[') || cursor_.at('t') ||
                                             cursor_.at('f') || cursor_.at('n'));
    return number ? cursor_.integer_if_whole(out, has) : cursor_.skip_value(5);
}

bool LineParser::message(Line& line) {
    MessageLine made;
    const bool read = object(3, [&](std::string_view name) {
        if (name == "message") return short_text(made.message);
        if (name == "group") return short_text(made.group);
        return unknown(name);
    });
    if (!read) return false;
    if (made.message.empty()) return cursor_.fail("a message needs the field 'message'");
    line.messages.push_back(made);
    return true;
}

bool LineParser::unknown(std::string_view name) {
    return cursor_.fail("unknown field '" + std::string(name.substr(0, name_bytes_max)) + "'");
}

}  // namespace hapax::check
