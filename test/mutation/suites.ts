/**
 * The fast tests that can see a mutant, in one file for one process: they stay loaded while mutants
 * are switched on and off.
 */
import '../clean.test.ts';
import '../gcloud/quote.test.ts';
import '../lock.test.ts';
import '../io.test.ts';
import '../journal/continued.test.ts';
import '../journal/durable-file.test.ts';
import '../journal/journal-file.test.ts';
import '../journal/record.test.ts';
import '../journal/run-folders.test.ts';
import '../journal/unreadable-folders.test.ts';
import '../execute/change-cut-short.test.ts';
import '../execute/change-failed.test.ts';
import '../execute/change-references.test.ts';
import '../execute/change-unfinished.test.ts';
import '../execute/change.test.ts';
import '../execute/changed-before.test.ts';
import '../execute/endings.test.ts';
import '../execute/events.test.ts';
import '../execute/faults.test.ts';
import '../execute/judge.test.ts';
import '../execute/orphans.test.ts';
import '../execute/other-apis.test.ts';
import '../execute/perform-late.test.ts';
import '../execute/perform-resumed.test.ts';
import '../execute/perform-with-others.test.ts';
import '../execute/perform.test.ts';
import '../execute/resumed.test.ts';
import '../execute/revise.test.ts';
import '../execute/run-ends.test.ts';
import '../execute/shift-back.test.ts';
import '../execute/undo-several.test.ts';
import '../execute/undo.test.ts';
import '../execute/walk.test.ts';
import '../rollback/undo-plan.test.ts';
import '../state/bucket.test.ts';
import '../state/changed.test.ts';
import '../state/deletion.test.ts';
import '../state/locks.test.ts';
import '../state/run-objects.test.ts';
import '../state/shared-state.test.ts';
