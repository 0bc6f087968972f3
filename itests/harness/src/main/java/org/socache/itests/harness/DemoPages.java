// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.harness;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Pages of the demo that no other test of the run has asked for. */
public final class DemoPages {

    private static final AtomicInteger NEXT = new AtomicInteger();

    private DemoPages() {}

    public static String fresh() {
        return "/demo/primes/" + NEXT.getAndIncrement();
    }

    public static List<String> fresh(int count) {
        return Stream.generate(DemoPages::fresh).limit(count).toList();
    }

    /** How many pages the node has computed. */
    public static int computed(Browser browser) throws IOException {
        return Integer.parseInt(browser.get("/demo/count").text().trim());
    }

    /** What the page says it is must be what was asked for. */
    static boolean isPage(String path, Answer answer) {
        return answer.text().startsWith("Primes, page " + path.substring(path.lastIndexOf('/') + 1) + "\n");
    }
}
