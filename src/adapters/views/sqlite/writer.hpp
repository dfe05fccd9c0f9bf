// Writer: the read model's one writer, as open_sqlite_views() gives it. Its parts lie in files of their own:
//
//   writer.cpp            opening, closing, what can be used
//   writer_rows.cpp       rows and checkpoints
//   writer_versions.cpp   which version of a view serves
//
// Errors   views_errc; once broken, always broken until prepare().
// Threads  the projector's loop; make_reader() from anywhere.
#pragma once

#include "adapters/views/sqlite/published.hpp"
#include "adapters/views/sqlite/sqlite_views.hpp"
#include "adapters/views/sqlite/table_writer.hpp"

namespace hapax::sqlite {

class Writer final : public SqliteViews {
 public:
    explicit Writer(SqliteViewsOptions options) : options_(std::move(options)) {}

    Result<std::vector<PreparedView>> prepare(const std::vector<ViewSchema>& schemas, const Uuid& store_id) override;
    Result<std::optional<Row>> load(std::uint32_t view, std::string_view key) override;
    Result<void> write(const ViewWrites& writes) override;
    Result<void> reset(std::uint32_t view) override;
    Result<void> serve(std::uint32_t view) override;
    Result<std::optional<Timestamp>> reached(std::uint32_t view, Position position) override;
    Result<void> close() override;
    std::unique_ptr<ViewReader> make_reader() override;

 private:
    Result<void> usable() const;
    Result<void> usable(std::uint32_t view) const;
    template <class T>
    Result<T> judged(Result<T> result);

    Result<void> open(const Uuid& store_id);
    Result<void> start_anew(const Uuid& store_id);
    Result<void> adopt(const std::vector<ViewSchema>& schemas);
    Result<void> tidy_up(const std::vector<ViewSchema>& schemas, std::vector<Entry>& entries);
    Result<void> take_over(const std::vector<ViewSchema>& schemas, std::vector<Entry>& entries);
    Result<void> write_all(const ViewWrites& writes);
    Result<void> make_room();
    Result<void> reset_table(std::uint32_t view);
    Result<void> switch_over(TableWriter& table);
    Result<void> put_away(const Entry& old);
    void let_go();
    void publish(std::optional<std::uint32_t> but = {});
    bool others_serve(std::uint32_t view) const;

    SqliteViewsOptions options_;
    std::shared_ptr<Published> published_ = std::make_shared<Published>();
    Connection connection_;
    std::vector<ViewSchema> schemas_;
    std::vector<TableWriter> tables_;              // by view
    std::vector<std::optional<Entry>> stand_ins_;  // by view: the old version that serves meanwhile
    Uuid store_id_;
    std::uint64_t file_ = 0;
    std::uint64_t writes_ = 0;
    bool broken_ = false;
    bool trash_ = true;  // there may be some
};

// Once broken, always broken until prepare(): what was written since then would be lost with the file.
template <class T>
Result<T> Writer::judged(Result<T> result) {
    if (!result && result.error().code == views_errc::broken) broken_ = true;
    return result;
}

}  // namespace hapax::sqlite
