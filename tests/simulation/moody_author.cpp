#include "moody_author.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "kernel/assert.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr std::uint32_t thrown_max = 2;

bool throws(std::uint32_t Mood::* chance) {
    Mood* mood = Mood::current;
    return mood != nullptr && mood->random.chance(mood->*chance);
}

[[noreturn]] void be_moody() {
    throw std::runtime_error("the author is in a mood");
}

class MoodyCommand final : public CommandType {
 public:
    explicit MoodyCommand(const CommandType& calm) : calm_(calm) {}
    std::string_view name() const override { return calm_.name(); }
    const AggregateType& aggregate() const override { return calm_.aggregate(); }
    std::expected<DecodedBody, BodyProblem> decode(std::string_view body) const override { return calm_.decode(body); }

    Decided decide(AggregateState& state, const Command& command, const Meta& meta) const override {
        if (throws(&Mood::decide)) be_moody();
        Decided decided = calm_.decide(state, command, meta);
        if (throws(&Mood::decide)) be_moody();
        return decided;
    }

 private:
    const CommandType& calm_;
};

class MoodyProjection final : public ProjectionType {
 public:
    explicit MoodyProjection(const ProjectionType& calm) : calm_(calm) {}
    const ViewSchema& schema() const override { return calm_.schema(); }
    bool handles(std::string_view stream_type, std::string_view event_type) const override {
        return calm_.handles(stream_type, event_type);
    }
    std::optional<std::string> key(std::string_view stream_type, const EventView& event,
                                   const Meta& meta) const override {
        return calm_.key(stream_type, event, meta);
    }
    Result<void> fold(FoldedRow& row, std::string_view stream_type, const EventView& event,
                      const Meta& meta) const override {
        auto folded = calm_.fold(row, stream_type, event, meta);
        maybe_throw(meta);
        return folded;
    }
    Result<std::optional<Row>> row(std::string_view stream_type, const EventView& event,
                                   const Meta& meta) const override {
        maybe_throw(meta);
        return calm_.row(stream_type, event, meta);
    }
    std::string render(std::string_view key, const Row& row) const override { return calm_.render(key, row); }

 private:
    void maybe_throw(const Meta& meta) const {
        if (!throws(&Mood::project)) return;
        if (++Mood::current->thrown[{schema().table, meta.position}] <= thrown_max) be_moody();
    }

    const ProjectionType& calm_;
};

}  // namespace

thread_local Mood* Mood::current = nullptr;

Mood draw_mood(Random random) {
    Mood mood{random.split("throws"), 0, 0, {}};
    if (random.chance(30 * one_percent)) mood.decide = static_cast<std::uint32_t>(1 + random.below(10)) * one_percent;
    if (random.chance(50 * one_percent)) mood.project = static_cast<std::uint32_t>(1 + random.below(30)) * one_percent;
    return mood;
}

MoodyAuthor::MoodyAuthor(Service calm) : calm_(std::move(calm)) {
    moody_.name = calm_.name;
    moody_.routes = calm_.routes;
    for (const auto& command : calm_.commands) moody_.commands.push_back(std::make_unique<MoodyCommand>(*command));
    for (const auto& view : calm_.views) moody_.views.push_back(std::make_unique<MoodyProjection>(*view));
    for (Route& route : moody_.routes) {
        if (route.command == nullptr) continue;
        const auto at = std::ranges::find(calm_.commands, route.command, &std::unique_ptr<CommandType>::get);
        HAPAX_ASSERT(at != calm_.commands.end(), "a route names a command of its service");
        route.command = moody_.commands[static_cast<std::size_t>(at - calm_.commands.begin())].get();
    }
}

}  // namespace hapax::simulated_bank
