#include "codec/catalogue.hpp"

#include <boost/json/value.hpp>

namespace hapax::detail {

boost::json::object* object_of(JsonDocument& document) {
    return document.tree().if_object();
}

std::unexpected<Error> unreadable(std::string_view type, std::string_view why) {
    return fail(model_errc::unreadable_event, "event " + std::string(type) + ": " + std::string(why));
}

}  // namespace hapax::detail
