#include "adapters/store/journal/careless_file.hpp"

#include "kernel/planted.hpp"

namespace hapax::journal {
namespace {

class CarelessFile final : public File {
 public:
    explicit CarelessFile(std::unique_ptr<File> inner) : inner_(std::move(inner)) {}

    Result<void> write_at(std::uint64_t offset, std::span<const std::byte> bytes) override {
        if (planted(Bug::sync_one_frame_late)) (void)inner_->sync();
        return told(inner_->write_at(offset, bytes));
    }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) override {
        return inner_->read_at(offset, into);
    }
    Result<void> sync() override {
        if (planted(Bug::answer_before_sync, Bug::sync_one_frame_late, Bug::mirror_not_synced)) return {};
        auto synced = inner_->sync();
        if (planted(Bug::second_sync_trusted) && !synced) synced = inner_->sync();
        return told(synced);
    }
    Result<std::uint64_t> size() override { return inner_->size(); }
    Result<void> truncate(std::uint64_t size) override { return told(inner_->truncate(size)); }

 private:
    static Result<void> told(Result<void> done) {
        return planted(Bug::mirror_failure_swallowed) ? Result<void>{} : done;
    }

    std::unique_ptr<File> inner_;
};

}  // namespace

std::unique_ptr<File> careless(std::unique_ptr<File>& file) {
    return std::make_unique<CarelessFile>(std::move(file));
}

}  // namespace hapax::journal
