// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

import org.socache.tck.server.ServerProcess;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What redis-benchmark, Redis's own client in C, gets out of a server: lookups and stores apart, so that their mixture is
 * computed.
 *
 * @param perSecond operations, nine lookups to one store
 * @param p50 median latency of a lookup in milliseconds
 * @param p99 99th percentile of the latency of a lookup in milliseconds
 */
record RedisBenchmark(double perSecond, double p50, double p99) {

    private static final int OPERATIONS_OF_ONE = 8_000;
    private static final int OPERATIONS_OF_MANY = 25_000;

    static RedisBenchmark run(int port, int callers, int size) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        ServerProcess.program("redis-benchmark", "redis-tools"),
                        "-h",
                        "127.0.0.1",
                        "-p",
                        String.valueOf(port),
                        "-c",
                        String.valueOf(callers),
                        "-d",
                        String.valueOf(size),
                        "-n",
                        String.valueOf(callers == 1 ? OPERATIONS_OF_ONE : OPERATIONS_OF_MANY),
                        "-r",
                        String.valueOf(Callers.ENTRIES),
                        "-t",
                        "set,get",
                        "--csv"))
                .redirectErrorStream(true)
                .start();
        String[] get = {};
        String[] set = {};
        for (String line : new String(process.getInputStream().readAllBytes(), UTF_8).split("\n")) {
            String[] fields = line.replace("\"", "").split(",");
            get = fields[0].equals("GET") ? fields : get;
            set = fields[0].equals("SET") ? fields : set;
        }
        double mixed = 1 / (0.9 / Double.parseDouble(get[1]) + 0.1 / Double.parseDouble(set[1]));
        return new RedisBenchmark(mixed, Double.parseDouble(get[4]), Double.parseDouble(get[6]));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%-16s %12.0f %8s %10.1f %10.1f", "redis-benchmark", perSecond, "", 1e3 * p50, 1e3 * p99);
    }
}
