export default function HowPage() {
  return <p>…</p>;
}
