#include "codec/json_view.hpp"

#include <boost/json/value.hpp>

#include "kernel/assert.hpp"

namespace hapax {

JsonView::Kind JsonView::kind() const {
    switch (value_->kind()) {
        case boost::json::kind::null:
            return Kind::null;
        case boost::json::kind::bool_:
            return Kind::boolean;
        case boost::json::kind::int64:
            return Kind::integer;
        case boost::json::kind::uint64:
            return Kind::big;
        case boost::json::kind::double_:
            return Kind::real;
        case boost::json::kind::string:
            return Kind::text;
        case boost::json::kind::array:
            return Kind::array;
        case boost::json::kind::object:
            return Kind::object;
    }
    return Kind::null;
}

bool JsonView::boolean() const {
    HAPAX_ASSERT(value_->is_bool(), "a JSON value that is no boolean was read as one");
    return *value_->if_bool();
}

std::int64_t JsonView::integer() const {
    HAPAX_ASSERT(value_->is_int64(), "a JSON value that is no integer was read as one");
    return *value_->if_int64();
}

std::uint64_t JsonView::big() const {
    HAPAX_ASSERT(value_->is_uint64(), "a JSON value that is no big integer was read as one");
    return *value_->if_uint64();
}

double JsonView::real() const {
    if (value_->is_int64()) return static_cast<double>(integer());
    if (value_->is_uint64()) return static_cast<double>(big());
    HAPAX_ASSERT(value_->is_double(), "a JSON value that is no number was read as one");
    return *value_->if_double();
}

std::string_view JsonView::text() const {
    HAPAX_ASSERT(value_->is_string(), "a JSON value that is no text was read as one");
    const boost::json::string& text = *value_->if_string();
    return {text.data(), text.size()};
}

std::size_t JsonView::size() const {
    if (const auto* array = value_->if_array()) return array->size();
    if (const auto* object = value_->if_object()) return object->size();
    return 0;
}

JsonView JsonView::element(std::size_t index) const {
    HAPAX_ASSERT(value_->is_array() && index < size(), "a JSON array was read past its end");
    return JsonView((*value_->if_array())[index]);
}

JsonView::Member JsonView::member(std::size_t index) const {
    HAPAX_ASSERT(value_->is_object() && index < size(), "a JSON object was read past its end");
    const auto& member = value_->if_object()->begin()[index];
    return {{member.key().data(), member.key().size()}, JsonView(member.value())};
}

std::optional<JsonView> JsonView::find(std::string_view name) const {
    const auto* object = value_->if_object();
    if (object == nullptr) return std::nullopt;
    const auto* value = object->if_contains({name.data(), name.size()});
    if (value == nullptr) return std::nullopt;
    return JsonView(*value);
}

}  // namespace hapax
