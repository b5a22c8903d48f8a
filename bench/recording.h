// A raw file of interleaved voltage and current, as volts and amperes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace bench {

enum class SampleFormat : std::uint8_t { f32, i16, i24 };  // little endian; i24 in three bytes

[[nodiscard]] std::optional<SampleFormat> sample_format_of(std::string_view name);

struct RecordingFormat {
    SampleFormat format = SampleFormat::f32;
    int rate_hertz = 0;
    double volts_per_unit = 1;
    double amperes_per_unit = 1;
};

struct Recording {
    int rate_hertz = 0;
    std::vector<double> volts;
    std::vector<double> amperes;
    std::size_t at_format_limit = 0;  // values at the end of their integer format: clipped, perhaps
};

enum class RecordingError : std::uint8_t {
    not_readable,
    empty,
    not_whole,         // its size is no multiple of one pair of samples
    too_large,         // above 256 MiB
    not_finite,        // a value, once scaled, is no number or is infinite
    absurd_rate,       // below 1 kHz or above 1 MHz
    absurd_scale,      // zero, negative or not finite
    beyond_converter,  // a peak above 600 V or 200 A: the meter would clip it
    beyond_format,     // a value to be written does not fit the format
    too_short,         // less than `shortest_seconds`; a repeated file may be long enough
    too_long,          // with its repetitions more than a day
    not_writable,
};

[[nodiscard]] std::string_view text_of(RecordingError error);

[[nodiscard]] std::expected<Recording, RecordingError> read_recording(
    const std::filesystem::path& file, const RecordingFormat& format);

// As it lies in the file. Nothing is written where a value does not fit the format.
[[nodiscard]] std::expected<void, RecordingError> write_recording(const std::filesystem::path& file,
                                                                  const Recording& recording,
                                                                  const RecordingFormat& format);

}  // namespace bench
