// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import org.socache.api.jmx.Description;
import org.socache.api.jmx.Metric;

/** {@code org.socache:type=HttpOrigin,path="/app/",origin="http://host:port/"}: one server behind the proxy. */
@Description("One server behind the reverse proxy, and how fast it answers.")
public interface HttpOriginMXBean {

    @Description("The path whose requests it gets, from ProxyPass.")
    String getPath();

    @Description("Its URL, from ProxyPass.")
    String getUrl();

    @Description("True while it is left alone, as far as there is another one, since it could not be reached.")
    boolean isDown();

    @Description("Requests it answered, with whatever status.")
    @Metric("socache_http_origin_answers_total")
    long getAnswers();

    @Description(
            "Requests for which it could not be reached, had no connection free, was silent for ProxyTimeout, or broke off.")
    @Metric("socache_http_origin_failures_total")
    long getFailures();

    @Description(
            "Seconds that all its answers took together, from the end of the request to the beginning of the answer. Divided by the answers: the mean.")
    @Metric("socache_http_origin_answer_seconds_total")
    double getAnswerSeconds();

    @Description("Its answers of the last five to ten minutes, which the other recent numbers are about.")
    long getRecentAnswers();

    @Description("Milliseconds in which half of its recent answers began; -1 without any.")
    double getRecentP50Millis();

    @Description("Milliseconds in which 99 of 100 of its recent answers began; -1 without any.")
    double getRecentP99Millis();

    @Description("Milliseconds until the slowest of its recent answers began; -1 without any.")
    double getRecentMaxMillis();
}
