// ReadAhead: the lines of an Input, read and parsed by a second thread while the first ones are being judged.
//
//   ReadAhead lines(*std::move(input));
//   while (*lines.next()) judge(lines.current().line);
//   lines.input().bytes()                     // when next() has answered false or an error, not before
//
// Lines come in batches: batches_max of them go round between the two threads, so memory is bounded.
// Lifetime  a line is valid until the next call of next().
// Errors    those of Input, after the lines before them.
// Threads   next() by one thread. The destructor waits for the read under way.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "tools/check/format/input.hpp"

namespace hapax::check {

class ReadAhead {
 public:
    explicit ReadAhead(Input input);
    ReadAhead(const ReadAhead&) = delete;
    ReadAhead& operator=(const ReadAhead&) = delete;
    ~ReadAhead();

    Result<bool> next();

    const InputLine& current() const { return *batch_->lines[at_]; }
    std::string place() const { return input_.place(current()); }
    const Input& input() const { return input_; }

 private:
    struct Batch {
        std::vector<InputLinePointer> lines;
        std::size_t size = 0;
        std::optional<Error> broken;  // instead of what would come next
        bool last = false;
    };
    using BatchPointer = std::unique_ptr<Batch>;

    // Batches on their way from one thread to the other; a closed one gives nothing any more.
    class Channel {
     public:
        void put(BatchPointer batch);
        BatchPointer take();
        void close();

     private:
        std::mutex mutex_;
        std::condition_variable changed_;
        std::deque<BatchPointer> batches_;
        bool closed_ = false;
    };

    void read();
    void fill(Batch& batch);

    Input input_;
    Channel free_;
    Channel full_;
    BatchPointer batch_;  // in the reader's hands
    std::size_t at_ = 0;
    std::thread thread_;
};

}  // namespace hapax::check
