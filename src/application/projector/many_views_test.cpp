// Goal: a view that is odd fails alone, and views at several places all arrive. Method: rows and keys as a test wants them,
// and views that are rebuilt one after another.
#include <gtest/gtest.h>

#include "support/projector_fixture.hpp"

namespace hapax {
namespace {

// Rows and keys as a test wants them.
class OddView final : public ProjectionType {
 public:
    OddView(std::string table, RowKind kind)
        : schema_{std::move(table),
                  1,
                  kind,
                  kind == RowKind::folded ? "account" : "",
                  {{"amount", ColumnType::integer}},
                  {}} {}
    const ViewSchema& schema() const override { return schema_; }
    bool handles(std::string_view, std::string_view) const override { return true; }
    std::optional<std::string> key(std::string_view, const EventView&, const Meta&) const override {
        if (key_throws) throw std::runtime_error("no key");
        return wanted_key;
    }
    Result<void> fold(FoldedRow& row, std::string_view, const EventView&, const Meta&) const override {
        row = wanted_row.value();
        return {};
    }
    Result<std::optional<Row>> row(std::string_view, const EventView&, const Meta&) const override {
        return wanted_row;
    }
    std::string render(std::string_view, const Row&) const override { return "{}"; }

    ViewSchema schema_;
    bool key_throws = false;
    std::optional<std::string> wanted_key = "k";
    Result<std::optional<Row>> wanted_row = Row{std::int64_t{1}};
};

class OddViewTest : public ProjectorTest {
 protected:
    OddView& add(RowKind kind) {
        service_.views.clear();
        service_.views.push_back(std::make_unique<OddView>("odd", kind));
        return static_cast<OddView&>(*service_.views[0]);
    }
    bool fails() {
        open();
        append("42", 1);
        settle_all();
        return projector_->failed(0);
    }
};

TEST_F(OddViewTest, AKeyThatThrowsFailsTheView) {
    add(RowKind::folded).key_throws = true;
    EXPECT_TRUE(fails());
}

TEST_F(OddViewTest, AnEventWithoutAKeyIsNobodys) {
    add(RowKind::folded).wanted_key.reset();
    EXPECT_FALSE(fails());
    EXPECT_EQ(completed(), Position{1});
    EXPECT_EQ(views_.make_reader()->list({0, "", {}, "", 10})->rows.size(), 0u);
}

TEST_F(OddViewTest, AFoldedRowThatDoesNotFitFailsTheView) {
    add(RowKind::folded).wanted_row = Row{std::string("text")};
    EXPECT_TRUE(fails());
}

TEST_F(OddViewTest, AnAppendedRowThatDoesNotFitFailsTheView) {
    add(RowKind::appended).wanted_row = Row{std::int64_t{1}, std::int64_t{2}};
    EXPECT_TRUE(fails());
}

TEST_F(OddViewTest, AnAppendedRowThatCannotBeMadeFailsTheView) {
    add(RowKind::appended).wanted_row = fail(model_errc::unreadable_event, "as told");
    EXPECT_TRUE(fails());
}

TEST_F(OddViewTest, AnEventWithoutARowIsPassedOver) {
    add(RowKind::appended).wanted_row = std::optional<Row>();
    EXPECT_FALSE(fails());
    EXPECT_EQ(completed(), Position{1});
}

// ---- several views at several places

class ManyViewsTest : public ProjectorTest {
 protected:
    ManyViewsTest() {
        for (const char* name : {"second", "third"}) {
            auto view = std::make_unique<BalanceView>();
            view->schema_.table = name;
            service_.views.push_back(std::move(view));
        }
        options_.live.records_max = options_.slice.records_max = 10;
    }
    void step(int times) {
        for (int i = 0; i < times; ++i) ASSERT_TRUE(projector_->advance().value());
    }
    void expect_all_shown() {
        settle_all();
        for (std::uint32_t view = 0; view < service_.views.size(); ++view) {
            EXPECT_EQ(projector_->checkpoint(view).position, store_->durable()) << view;
        }
        for (const std::uint32_t view : {0u, 2u, 3u}) {
            const auto row = views_.make_reader()->get(view, "0");
            EXPECT_EQ(std::get<std::int64_t>((**row)[0]), 15) << view;
        }
    }
};

TEST_F(ManyViewsTest, ALaterOneThatIsFurtherBehindGoesFirst) {
    open();
    append_many(100);
    settle();
    ASSERT_TRUE(projector_->rebuild(2));
    step(2);
    ASSERT_TRUE(projector_->rebuild(3));
    expect_all_shown();
}

TEST_F(ManyViewsTest, AnEarlierOneThatIsFurtherBehindGoesFirst) {
    open();
    append_many(100);
    settle();
    ASSERT_TRUE(projector_->rebuild(3));
    step(2);
    ASSERT_TRUE(projector_->rebuild(2));
    expect_all_shown();
}

TEST_F(ManyViewsTest, TwoAtTheSamePlaceGoTogether) {
    open();
    append_many(100);
    settle();
    ASSERT_TRUE(projector_->rebuild(2));
    ASSERT_TRUE(projector_->rebuild(3));
    expect_all_shown();
}

TEST_F(ProjectorTest, AViewThatWasHeldUpCatchesUpWithTheOneBeforeIt) {
    movement_view().sabotage = {"13", 2, {}};
    open();
    append("42", 1);
    settle();
    append("42", 13);
    append("42", 8);
    settle();
    EXPECT_EQ(projector_->checkpoint(movements).position, Position{1});
    append("42", 8);
    wait_until(projector_->wake_at());
    settle_all();
    EXPECT_EQ(movements_of("42"), 4u);
    EXPECT_EQ(completed(), Position{4});
}

}  // namespace
}  // namespace hapax
