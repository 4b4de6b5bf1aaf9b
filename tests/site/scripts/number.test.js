import assert from "node:assert/strict";
import { test } from "node:test";
import { computeCheckCharacter, formatNumber, isComplaintNumber, normaliseNumber } from "../../../static_site/scripts/number.js";

const KNOWN = [["7K3M9QXT2HDB", "M"], ["000000000001", "Y"], ["4GT0WB6N9RFE", "S"]];

for (const [payload, check] of KNOWN) {
  test(`the check character of ${payload} is ${check}`, () => {
    assert.equal(computeCheckCharacter(payload), check);
    assert.ok(isComplaintNumber(payload + check));
  });
}

for (const typed of ["7k3m-9qxt-2hdb-m", " 7K3M 9QXT 2HDB M ", "7K3M9QXT2HDBM", "7k3m\u20119qxt2hdbm"]) {
  test(`${JSON.stringify(typed)} is read`, () => assert.equal(normaliseNumber(typed), "7K3M9QXT2HDBM"));
}

test("letters that look like digits, and Arabic digits, are read as digits", () => {
  assert.equal(normaliseNumber("OoIiLl"), "001111");
  assert.equal(normaliseNumber("٠١٢٣٤٥٦٧٨٩"), "0123456789");
  assert.equal(normaliseNumber("۰۱۲۳۴۵۶۷۸۹"), "0123456789");
});

test("a mistyped character, a missing one or a swap is noticed", () => {
  assert.ok(!isComplaintNumber("7K3M9QXT2HDBN"));
  assert.ok(!isComplaintNumber("7K3M9QXT2HDB"));
  assert.ok(!isComplaintNumber("K73M9QXT2HDBM"));
  assert.ok(!isComplaintNumber("7K3M9QXT2HDBU"));
  assert.ok(!isComplaintNumber(""));
});

test("people see it in groups", () => assert.equal(formatNumber("7K3M9QXT2HDBM"), "7K3M-9QXT-2HDB-M"));
