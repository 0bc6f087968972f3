// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.time.Instant;
import java.util.Date;

/** What JMX shows of one certificate. */
final class StaplingView implements SslStaplingMXBean {

    private final CertificateWatch watch;
    private final Runnable refresh;

    StaplingView(CertificateWatch watch, Runnable refresh) {
        this.watch = watch;
        this.refresh = refresh;
    }

    @Override
    public String getSubject() {
        return watch.certificate().subject();
    }

    @Override
    public String getSerial() {
        return watch.certificate().serial();
    }

    @Override
    public boolean isMustStaple() {
        return watch.certificate().mustStaple();
    }

    @Override
    public String getResponder() {
        return watch.certificate().responder().toString();
    }

    @Override
    public String getStatus() {
        Answer answer = watch.answer();
        return answer == null ? "NONE" : answer.status().name();
    }

    @Override
    public boolean isStapled() {
        return watch.response() != null;
    }

    @Override
    public Date getThisUpdate() {
        Answer answer = watch.answer();
        return answer == null ? null : date(answer.thisUpdate());
    }

    @Override
    public Date getNextUpdate() {
        Answer answer = watch.answer();
        return answer == null ? null : date(answer.nextUpdate());
    }

    @Override
    public String getSource() {
        return watch.answer() == null
                ? CertificateWatch.Source.NONE.name()
                : watch.state().source().name();
    }

    @Override
    public String getLastError() {
        return watch.state().lastError();
    }

    @Override
    public int getFailureCount() {
        return watch.state().failures();
    }

    @Override
    public Date getNextRefresh() {
        return date(watch.state().due());
    }

    private static Date date(Instant instant) {
        return instant == null ? null : Date.from(instant);
    }

    @Override
    public void refresh() {
        refresh.run();
    }
}
