// meter-days: the long form of the meter-days test. Writes the report; status 1 for any false alarm
// or missed tampering.
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "tests/meter_days/meter_days.h"

int main(int count, char** words) {
    if (count < 4) {
        std::fprintf(stderr, "usage: meter-days DAYS FOLDER_OF_LOADS REPORT [COMMIT [MACHINE]]\n");
        return 2;
    }
    meter_days::Report report;
    report.plan.days = std::atoi(words[1]);
    report.commit = count > 4 ? words[4] : "";
    report.machine = count > 5 ? words[5] : "";
    const std::string folder = std::string{words[2]} + "/";
    const auto homes = meter_days::measured_days(folder + "house_one_minute_2006-12.csv",
                                                 folder + "homes_half_hour.csv");
    report.honest = meter_days::live_honestly(report.plan, homes);
    report.noticed = meter_days::tamper_with(1000, report.plan.seed, homes);
    std::ofstream file{words[3]};
    file << meter_days::to_json(report);
    file.close();
    if (!file) {
        std::fprintf(stderr, "meter-days: %s cannot be written\n", words[3]);
        return 1;
    }
    return meter_days::holds(report) ? 0 : 1;
}
