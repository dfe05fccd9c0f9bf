// The fear: a tool breaks the read model, or leaves one behind that is trusted and should not be.

#include "adapters/views/sqlite/stored_views.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <stdlib.h>

#include "adapters/views/sqlite/mark_file.hpp"

namespace hapax {
namespace {

namespace fs = std::filesystem;

const std::vector<ViewSchema> schemas{
    {"balances", 1, RowKind::folded, "account", {{"amount", ColumnType::integer}}, {}},
    {"movements", 1, RowKind::appended, "", {{"account", ColumnType::text}}, {"account"}}};
const Uuid store_id = Uuid::v7(1, 2, 3);
constexpr Mark at_seven{Position{7}, 77};

class StoredViewsTest : public testing::Test {
 protected:
    StoredViewsTest() {
        std::string pattern = (fs::temp_directory_path() / "hapax-views-XXXXXX").string();
        directory_ = ::mkdtemp(pattern.data());
    }
    ~StoredViewsTest() override { fs::remove_all(directory_); }

    SqliteViewsOptions options() const { return {.path = directory_ / "views.sqlite", .boot_id = "boot"}; }
    fs::path mark() const { return directory_ / "views.mark"; }

    // Both views at position 7, the first of them serving.
    std::unique_ptr<SqliteViews> filled() const {
        auto views = open_sqlite_views(options());
        EXPECT_TRUE(views->prepare(schemas, store_id));
        ViewWrites writes;
        writes.rows = {{0, "42", {}, 0, Row{std::int64_t{5}}}, {1, {}, Position{7}, 0, Row{std::string("42")}}};
        writes.checkpoints = {{0, at_seven, Timestamp{1}}, {1, at_seven, Timestamp{1}}};
        EXPECT_TRUE(views->write(writes) && views->serve(0));
        return views;
    }

    std::vector<PreparedView> prepared() const {
        return open_sqlite_views(options())->prepare(schemas, store_id).value();
    }

    fs::path directory_;
};

TEST_F(StoredViewsTest, AreListedBesideTheServer) {
    const auto views = filled();
    const auto listed = stored_views(options());
    ASSERT_TRUE(listed) << listed.error().detail;
    ASSERT_EQ(listed->size(), 2U);
    EXPECT_EQ((*listed)[0].name, "balances");
    EXPECT_EQ((*listed)[0].checkpoint, Position{7});
    EXPECT_TRUE((*listed)[0].serving);
    EXPECT_FALSE((*listed)[1].serving);
}

TEST_F(StoredViewsTest, OneThatIsForgottenIsBuiltAnewAndTheOthersStay) {
    ASSERT_TRUE(filled()->close());
    ASSERT_TRUE(forget_view(options(), "balances"));
    const auto views = prepared();
    EXPECT_EQ(views[0].checkpoint.position, Position{0});
    EXPECT_FALSE(views[0].serving);
    EXPECT_EQ(views[1].checkpoint.position, Position{7});
}

TEST_F(StoredViewsTest, ForgettingKeepsTheMarkAsItWas) {
    ASSERT_TRUE(filled()->close());
    ASSERT_TRUE(forget_view(options(), "movements"));
    EXPECT_TRUE(sqlite::read_mark(mark())->clean);
    filled().reset();  // a kill
    ASSERT_TRUE(forget_view(options(), "movements"));
    EXPECT_FALSE(sqlite::read_mark(mark())->clean);
    EXPECT_EQ(prepared()[0].checkpoint.position, Position{7}) << "of the same boot, so still trusted";
}

TEST_F(StoredViewsTest, AnUnknownViewIsRefusedAndNothingChanges) {
    ASSERT_TRUE(filled()->close());
    const auto refused = forget_view(options(), "balance");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, views_errc::unknown_view);
    EXPECT_TRUE(sqlite::read_mark(mark())->clean);
    EXPECT_EQ(prepared()[0].checkpoint.position, Position{7});
}

TEST_F(StoredViewsTest, AllThatAreForgottenAreBuiltAnew) {
    ASSERT_TRUE(filled()->close());
    ASSERT_TRUE(forget_all_views(options()));
    for (const PreparedView& view : prepared()) EXPECT_EQ(view.checkpoint.position, Position{0});
}

TEST_F(StoredViewsTest, WithoutADatabaseNothingIsMade) {
    EXPECT_EQ(stored_views(options()).error().code, views_errc::unknown_view);
    EXPECT_EQ(forget_view(options(), "balances").error().code, views_errc::unknown_view);
    EXPECT_EQ(forget_all_views(options()).error().code, views_errc::unknown_view);
    EXPECT_TRUE(fs::is_empty(directory_));
}

TEST_F(StoredViewsTest, AFileThatIsNoDatabaseIsReportedAndLeftAlone) {
    std::ofstream(directory_ / "views.sqlite") << std::string(8192, 'z');
    EXPECT_EQ(stored_views(options()).error().code, views_errc::broken);
    EXPECT_EQ(fs::file_size(directory_ / "views.sqlite"), 8192U);
}

}  // namespace
}  // namespace hapax
