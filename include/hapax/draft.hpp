// Draft: what App has gathered so far, and what is wrong with it. The part of App that knows no type of the author.
//
// Faults are collected, one sentence each, and told together by finish().
// Threads  one.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <typeindex>
#include <vector>

#include "kernel/model/service.hpp"
#include <hapax/view_type.hpp>

namespace hapax {

// The registration contradicts itself: a mistake in the service's own code. what() has a sentence a line.
class AppError : public std::logic_error {
 public:
    using std::logic_error::logic_error;
};

class Draft {
 public:
    explicit Draft(std::string name);

    void fault(std::string sentence) { faults_.push_back(std::move(sentence)); }

    // Each finds what was registered for a C++ type, or nothing.
    const AggregateType* aggregate(std::type_index type) const;
    const CommandType* command(std::type_index type) const;
    ViewBuilder* view(std::type_index type) const;

    const AggregateType& add_aggregate(std::type_index type, std::unique_ptr<AggregateType> aggregate);
    const CommandType& add_command(std::type_index type, std::unique_ptr<CommandType> command);
    ViewBuilder& add_view(std::type_index type, std::unique_ptr<ViewBuilder> view);

    // The name in braces of an aggregate's address.
    std::string key_segment(std::string_view stream, std::string_view pattern);

    void add_route(Route route);
    void add_view_route(Verb verb, std::string_view pattern, const ViewBuilder& view, std::string_view column,
                        bool by_segment);
    void add_index(ViewBuilder& view, std::string_view column);
    void guard_last_route(std::string_view of, bool named, Duration within);
    void deprecate_last_route(std::string_view of, bool named, std::string_view since, std::string_view sunset);
    std::uint32_t view_number(const ViewBuilder& view) const;
    Route* last_route() { return service_.routes.empty() ? nullptr : &service_.routes.back(); }

    Service finish();

 private:
    void check_routes();
    void check_route(const Route& route);
    void check_names();
    void check_view(const ViewBuilder& view);

    Service service_;
    std::vector<std::type_index> aggregate_types_;
    std::vector<std::type_index> command_types_;
    std::vector<std::type_index> view_types_;
    std::vector<std::unique_ptr<ViewBuilder>> views_;
    std::vector<std::string> faults_;
    bool finished_ = false;
};

}  // namespace hapax
