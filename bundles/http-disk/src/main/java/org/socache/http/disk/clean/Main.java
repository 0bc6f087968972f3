// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.clean;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The command as a process of its own; signals stop it cleanly. Never loaded in a node. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        CountDownLatch stop = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Thread stopping = new Thread(() -> {
            stop.countDown();
            try {
                main.join(5000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(stopping);
        int code = new HtCacheClean(System.out, System.err, stop).run(List.of(arguments));
        if (stop.getCount() > 0) {
            Runtime.getRuntime().removeShutdownHook(stopping);
            System.exit(code);
        }
    }
}
